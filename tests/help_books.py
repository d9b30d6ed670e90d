"""Entries of a custodian's help book as TOML, to be put together; all names and numbers are invented."""


def a_line_entry(
    name: str = "Invented Union",
    number: str = "000 000 0002",
    kind: str = "trade_union",
    *,
    confirmed_by: str = "Ms Invented",
) -> str:
    """A line that this person confirmed, run by itself."""
    return f"""
[[help]]
name = "{name}"
number = "{number}"
kind = "{kind}"
countries = ["BD"]
languages = ["bn"]
hours = {{ bn = "always" }}
confirmed_on = 2026-09-01
confirmed_by = "{confirmed_by}"
operated_by = "{name}"
"""


def a_danger_entry(*steps: str, site: str | None = None) -> str:
    """What was agreed with the union for danger in the country, or at one site of it."""
    named = f'site = "{site}"\n' if site else ""
    told = ", ".join(f'"{each}"' for each in steps)
    return f"""
[[danger]]
country = "BD"
{named}steps = [{told}]
agreed_with = "Invented Union"
"""

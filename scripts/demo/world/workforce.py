"""Who works at the invented sites, and how much of it each site tells.

Shares are invented for the kind of work, raised where a country's industry is known for workers from abroad. How much
is told differs on purpose: all of it, a part, with the costly questions withheld, or nothing at all.
"""

from random import Random

from .people import Site
from .shapes import Json

QUESTIONS = ("migrant", "labour_brokers", "fees", "tied_visa", "housing", "seasonal", "youth_or_dormitory_women")

# Percent of the workforce, in the order of QUESTIONS.
SHARES: dict[str, tuple[int, ...]] = {
    "farm": (30, 25, 8, 2, 20, 75, 10),
    "gin": (25, 20, 6, 2, 20, 60, 6),
    "spin": (30, 22, 10, 2, 35, 12, 40),
    "knit": (20, 12, 5, 2, 15, 8, 20),
    "dye": (18, 12, 5, 3, 12, 6, 10),
    "sew": (22, 15, 8, 3, 20, 15, 30),
    "quartz": (15, 20, 6, 2, 20, 25, 4),
    "metal": (18, 15, 4, 2, 20, 5, 2),
    "poly": (30, 25, 12, 20, 35, 2, 2),
    "wafer": (30, 28, 10, 8, 45, 4, 18),
    "cell": (35, 30, 15, 15, 45, 5, 22),
    "module": (25, 22, 8, 6, 25, 8, 15),
    "vessel": (70, 65, 45, 35, 90, 40, 8),
    "grain": (10, 12, 2, 1, 6, 30, 3),
    "meal": (40, 30, 15, 12, 25, 20, 4),
    "feed": (20, 12, 5, 4, 10, 6, 4),
    "hatch": (25, 12, 5, 6, 35, 15, 6),
    "pond": (35, 20, 10, 8, 50, 40, 6),
    "peel": (60, 50, 35, 30, 40, 55, 25),
    "pack": (35, 25, 12, 10, 25, 25, 18),
    "warehouse": (12, 15, 1, 1, 2, 10, 2),
}
FROM_ABROAD = {"MY": 35, "TH": 20, "TW": 25}  # percent points more for the first four questions
COSTLY = ("labour_brokers", "fees", "tied_visa")
TELLING = ("all",) * 45 + ("part",) * 27 + ("withholding",) * 17 + ("nothing",) * 11
TOLD_BY = {"peel-th-1": "withholding", "module-us-1": "all", "sew-bd-1": "all", "vessel-tw-1": "nothing"}


def workforce(site: Site, rng: Random) -> dict[str, Json] | None:
    """Give the site's answers to the seven questions, or None where it leaves them all out."""
    telling = TOLD_BY.get(site.key, rng.choice(TELLING))
    answers = {question: _answer(site, rng, telling, question) for question in QUESTIONS}
    if telling == "nothing":
        return None
    return {question: answer for question, answer in answers.items() if answer is not None}


def _answer(site: Site, rng: Random, telling: str, question: str) -> Json:
    position = QUESTIONS.index(question)
    more = FROM_ABROAD.get(site.country, 0) if position < 4 else 0
    percent = min(100, max(0, (SHARES[site.stage.name][position] + more) * rng.randint(70, 130) // 100))
    omission = rng.random()
    if telling == "withholding" and question in COSTLY:
        return {"status": "withheld"}
    if telling == "part" and omission < 0.5:
        return {"status": "not_asked"} if omission < 0.25 else None
    return {"status": "answered", "share": f"{percent // 100}.{percent % 100:02d}"}

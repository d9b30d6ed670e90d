"""tierlight init."""

from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer
from auditor_cli.place import Place


def init(place: Place) -> int:
    """\b
    Example:
      tierlight init --home var/mine

    Make the data folder, its database and this operator's keys. What is there already is left as it is.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.bootstrap import initialise

    settings = place.settings()
    keys = initialise(settings)
    document = {"home": str(settings.home), "keys": keys}
    next_step = "Next: `tierlight chain up` in one terminal, `tierlight deploy` in another."
    answer(
        document,
        as_json=place.as_json,
        render=lambda console: draw_facts(console, f"READY  {settings.home}", keys, next_step),
    )
    return ExitCode.OK

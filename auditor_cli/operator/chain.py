"""tierlight chain up."""

import threading

from auditor_cli.output import answer, tell
from auditor_cli.place import Place


def chain_up(place: Place) -> int:
    """\b
    Example:
      tierlight chain up --home var/mine

    Run the data folder's local chain until Ctrl-C. A chain that one operator runs is only a signed log.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.bootstrap import local_chain

    settings = place.settings()
    with local_chain(settings) as url:
        document = {"url": url, "home": str(settings.home)}
        answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "CHAIN UP", document))
        tell("running until Ctrl-C; its state is kept in the data folder")
        threading.Event().wait()  # ended by an interrupt, which leaves through the chain's own clean end
    return 0

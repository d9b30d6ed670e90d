"""tierlight doctor."""

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.deploy import ChainUrl
from auditor_cli.output import answer
from auditor_cli.place import Place
from auditor_cli.source.asked import Document


def doctor(place: Place, chain_url: ChainUrl = None) -> int:
    """\b
    Example:
      tierlight doctor --home var/mine

    Say part by part what works and what does not, each with its mend. Exit with 7 unless all is ready.
    """
    from auditor_cli.render.facts import draw_readiness

    document = _remote(place) if place.server is not None else _local(place, chain_url)
    answer(document, as_json=place.as_json, render=lambda console: draw_readiness(console, document))
    return ExitCode.OK if document["status"] == "ready" else ExitCode.SERVICE_DOWN


def _remote(place: Place) -> Document:
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        return asked.readiness()


def _local(place: Place, chain_url: str | None) -> Document:
    from auditor_cli.source.chosen import open_existing
    from ledger.bootstrap import examine_custody
    from ledger.jobs.doctor import doctor as examine

    ledger = open_existing(place, chain_url=chain_url)
    try:
        home, keys_folder = ledger.settings.home, ledger.settings.keys_folder
        custody = examine_custody(ledger.custody)
        return dict(examine(ledger.world, home=home, keys_folder=keys_folder, custody=custody))
    finally:
        ledger.close()

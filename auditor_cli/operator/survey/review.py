"""tierlight survey review."""

from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from auditor_cli.operator.signing import Signing, sign_and_send, signs
from auditor_cli.place import Place

Panel = Annotated[str, typer.Option("--panel", metavar="TEXT", help="The panel's name, as workers read it.")]
Rules = Annotated[Path, typer.Option("--rules", metavar="FILE", help="The rules as the panel read them; hashed.")]
Questions = Annotated[
    str, typer.Option("--instrument", metavar="FILE", help="`bundled`, or the XLSForm file that the panel read.")
]


@signs
def survey_review(place: Place, panel: Panel, rules: Rules, signing: Signing, instrument: Questions = "bundled") -> int:
    """\b
    Example:
      tierlight survey review --panel "Panel of the Workers' Centre" --rules rules.md --audience public \\
        --issuer did:web:panel.example --key panel.json

    Sign, as a panel of workers or survivors, for the questionnaire, the consents and the rules that it read. The panel
    is a party of its own. A wave names the record; without one every page says that workers did not review it.
    """
    from auditor_cli.operator.statements import file_bytes
    from auditor_cli.operator.survey.plan_file import instrument_in
    from ledger.reference.survey_words import bundled_consents

    told = {
        "setting": "panel-review",
        "panel": panel,
        "instrument": "0x" + instrument_in(instrument, Path.cwd()).digest.hex(),
        "consents": ["0x" + each.digest.hex() for each in bundled_consents()],
        "rules": "0x" + sha256(file_bytes(rules, field="--rules")).hexdigest(),
    }
    return sign_and_send(place, dumps(told).encode(), kind="settings", signing=signing)

"""A hosted wave comes back from its document, and another document is refused by the name of its field."""

from dataclasses import replace
from typing import Any

import pytest
from survey_builders import a_hosted_wave, told

from ledger.errors import Unacceptable
from ledger.model.survey.response import EpochKeys
from ledger.model.survey.wave import HostedWave, Panel
from ledger.proof.canonical import canonicalise, parse
from ledger.surveys.hosted_form import hosted_document, read_hosted

WAVE = a_hosted_wave(panel=Panel("Invented panel", b"\x01" * 32), hook_digest=b"\x02" * 32)


def test_a_wave_comes_back_from_its_canonical_bytes() -> None:
    document = parse(canonicalise(hosted_document(WAVE)), max_bytes=10**7)
    assert read_hosted(document) == WAVE
    assert canonicalise(hosted_document(read_hosted(document))) == canonicalise(hosted_document(WAVE))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (replace(WAVE, token="../../etc/passwd/of-nobody"), "token"),
        (replace(WAVE, token="short"), "token"),
        (replace(WAVE, keys=EpochKeys("2026-13", b"\x01" * 32, b"\x02" * 32)), "keys.epoch"),
        (replace(WAVE, keys=EpochKeys("2026-09", b"\x01" * 31, b"\x02" * 32)), "keys.first"),
        (replace(WAVE, keys=EpochKeys("2026-09", b"\x01" * 32, b"\x01" * 32)), "keys.second"),
        (replace(WAVE, instrument=replace(WAVE.instrument, digest=b"")), "instrument.digest"),
        (replace(WAVE, instrument=replace(WAVE.instrument, items=())), "instrument.items"),
        (replace(WAVE, languages=()), "languages"),
        (replace(WAVE, closes_at=WAVE.opens_at), "closes_at"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wave_that_cannot_be_is_refused(changed: HostedWave, field: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        read_hosted(hosted_document(changed))
    assert refused.value.field == field


def test_what_is_unknown_or_missing_is_refused() -> None:
    document: Any = hosted_document(WAVE)
    for changed, field in (
        (document | {"site_names": ["Invented Mill"]}, "site_names"),
        ({name: value for name, value in document.items() if name != "custodian"}, "custodian"),
        (document | {"help_lines": [{"name": "x"}]}, r"help_lines[0]."),
        (document | {"instrument": document["instrument"] | {"items": [{"name": told("x")}]}}, "instrument.items[0]."),
    ):
        with pytest.raises(Unacceptable) as refused:
            read_hosted(changed)
        assert refused.value.field.startswith(field)

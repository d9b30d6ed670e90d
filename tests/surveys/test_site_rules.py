"""What a plan says of one site: refused by name where it would stop the wave's releases after workers answered."""

from typing import Any

import pytest

from ledger.errors import WaveRefused
from ledger.model.survey.wave import Roster
from ledger.surveys.site_rules import require_site

SITE, READER = "https://id.gs1.org/414/9506000134376", "did:web:brand.example"
NAN = float("nan")


@pytest.mark.parametrize(
    "site", [SITE, "urn:epc:id:sgln:9506000.00101.0", "HTTPS://Mill.example/site/1", "urn:example:site:far"]
)
def test_a_site_that_a_release_can_name_is_taken(site: str) -> None:
    require_site(site, Roster(1, 0, 1, 0.5, None), (READER,))


@pytest.mark.parametrize(
    "site",
    [
        "", "mill", "nota https://mill.example", "https:///mill", "https:mill", "https://mill.example/" + "a" * 512,
        "https://id.gs1.org/414/9506000134377", "HTTPS://ID.gs1.org/414/9506000134377", "urn:epc:id:sgln:95.1",
    ],
)  # fmt: skip
def test_a_site_that_no_release_could_name_is_refused(site: str) -> None:
    with pytest.raises(WaveRefused, match="site "):
        require_site(site, Roster(1), (READER,))


@pytest.mark.parametrize("workers", [0, -5])
def test_a_site_without_workers_is_refused(workers: int) -> None:
    with pytest.raises(WaveRefused, match=f"workers is {workers}"):
        require_site(SITE, Roster(workers), (READER,))


@pytest.mark.parametrize("name", ["migrant", "night_shift", "agency_hired", "women"])
@pytest.mark.parametrize("share", [1.6, -0.1, NAN])
def test_a_share_outside_0_to_1_is_refused_by_its_name(name: str, share: float) -> None:
    roster: dict[str, Any] = {name: share}
    with pytest.raises(WaveRefused, match=f"{name} is "):
        require_site(SITE, Roster(40, **roster), (READER,))


@pytest.mark.parametrize("readers", [(), ("banana",), (READER, "did:web:"), (READER, "did:web:a.example,did:web:b")])
def test_readers_who_are_nobody_are_refused(readers: tuple[str, ...]) -> None:
    with pytest.raises(WaveRefused, match="readers"):
        require_site(SITE, Roster(40), readers)

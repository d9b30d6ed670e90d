"""One draft of a report, of the little chain that tests of access tell: made once, copied by whoever changes it."""

import json
from collections.abc import Iterator

import pytest
from api_town import PRODUCT
from audience_bed import a_told_chain
from builders import AUDITOR, MAKER, MILL, MILL_SITE
from report_builders import AS_OF, SECRET, Document
from store_seals import sealed
from told_records import tell

from ledger.jobs.report import report
from ledger.ports import World


@pytest.fixture(scope="session")
def told_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The chain, with what a report must not hold: words for the mill itself, and some told to it alone."""
    with a_told_chain(tmp_path_factory.mktemp("report")) as world:
        claim = {"subject": MILL_SITE, "claim": "no-recruitment-fees", "text": f"Only for ourselves: {SECRET}."}
        tell(world, by=MILL, kind="attestation", body=claim, audience="private")
        itself = {"did": MILL.did, "name": f"Mill {SECRET}", "country": "IN", "roles": ["supplier"]}
        tell(world, by=MILL, kind="party", body=itself, audience="private")
        named = {"did": MAKER.did, "name": "Fictional Maker Ltd", "country": "BD", "roles": ["supplier"]}
        tell(world, by=MAKER, kind="party", body=named, audience="downstream")
        tell(world, by=AUDITOR, kind="attestation", body=claim, audience=f"parties:{MILL.did}")
        sealed(world.store)  # type: ignore[arg-type]
        yield world


@pytest.fixture(scope="session")
def made(told_world: World) -> str:
    """The draft as text."""
    return json.dumps(report(told_world, None, PRODUCT, as_of=AS_OF))


@pytest.fixture
def draft(made: str) -> Document:
    """A draft of one's own."""
    found: Document = json.loads(made)
    return found

"""An assessment that was recorded and anchored: its report and each site's part are held against its receipt."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from api_town import MAKER_SITE, a_document, a_shipping, an_event, anchor_all, signed_capture
from builders import AUDITOR, BRAND, MAKER, Party, a_record, a_revocation, an_attestation
from told_records import domain_of, receipt_file, tell

from auditor_cli.auditor.evidence import Judge
from auditor_cli.place import Place
from ledger.bootstrap import Ledger
from ledger.errors import Unacceptable
from ledger.jobs.capture import capture
from ledger.jobs.report import assessment_body, report, site_part
from ledger.ports import World
from ledger.proof.canonical import canonicalise
from ledger.proof.event_hash import canonical_uri
from ledger.report.model import recorded, report_bytes

pytestmark = pytest.mark.chain
DAY = date(2026, 11, 21)  # that of the builders
PRODUCT, LOT = "09506000120706", "urn:epc:class:lgtin:9506000.012070.R1"
MAKER_LINK = canonical_uri(MAKER_SITE)


@pytest.fixture(scope="module")
def world(town: Ledger) -> World:
    tell(town.world, by=MAKER, kind="facility", body={"facility": MAKER_SITE, "operator": MAKER.did, "country": "IN"})
    lot = {"lot": LOT, "product": PRODUCT, "product_name": "Shirt", "good": "Garments", "quantity": "9"}
    tell(town.world, by=BRAND, kind="lot", body=lot | {"unit": "KGM", "facility": MAKER_SITE, "is_finished": True})
    made = an_event(bizLocation={"id": MAKER_SITE}, quantityList=[{"epcClass": LOT, "quantity": 9, "uom": "KGM"}])
    for event in (made, a_shipping(LOT, giver=MAKER_SITE, to=BRAND, eventTime="2026-03-04T08:00:00.000Z")):
        raw = signed_capture(domain_of(town.world), a_document(event), by=MAKER)
        capture(town.world, raw, reader=None, custodian=None)
    anchor_all(town.world)
    return town.world


@dataclass(frozen=True)
class Kept:
    """A report and the part of its maker's site, each with the receipt of its record beside it."""

    document: Any
    record_id: bytes
    report: Path
    part: Path

    def altered(self, name: str, value: object) -> Path:
        """The part with another word for one thing, its receipt beside it."""
        path = self.part.with_name(f"altered-{name}.json")
        path.with_name(f"altered-{name}.receipt.json").write_bytes(
            self.part.with_name("part.receipt.json").read_bytes()
        )
        path.write_bytes(canonicalise(json.loads(self.part.read_bytes()) | {name: value}))
        return path


def kept(world: World, folder: Path, *, by: Party, seed: bytes) -> Kept:
    """Recorded by this party, whether or not the ledger would take it from them, and anchored."""
    document = recorded(report(world, None, PRODUCT, as_of=DAY), seed)
    audience = f"parties:{','.join(sorted({by.did, BRAND.did}))}"
    said = an_attestation(
        signed_by=by, domain=domain_of(world), kind="assessment", body=assessment_body(document), audience=audience
    )
    record = a_record(said)
    world.store.add([record], [None])
    anchor_all(world)
    told = Kept(document, record.record_id, folder / "report.json", folder / "part.json")
    told.report.write_bytes(report_bytes(document))
    told.part.write_bytes(canonicalise(site_part(document, MAKER_LINK)))
    for path in (told.report, told.part):
        path.with_name(f"{path.stem}.receipt.json").write_bytes(receipt_file(world, record.record_id))
    return told


@pytest.fixture(scope="module")
def auditors(world: World, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept(world, tmp_path_factory.mktemp("auditors"), by=AUDITOR, seed=bytes(range(32)))


def judged(path: Path, *, home: Path | None = None, **known: Any) -> dict[str, Any]:
    place = Place(home=home or Path("/nowhere"), as_json=None, server=None, api_key=None)
    knows: dict[str, Any] = {"block_hashes": None, "log_id": None} | known
    return Judge(place=place, is_offline=home is None, **knows).verdict_on(str(path))


def passed(told: dict[str, Any], name: str) -> bool | None:
    return next(check["passed"] for check in told["checks"] if check["name"] == name)  # type: ignore[no-any-return]


def test_a_recorded_report_and_its_part_are_confirmed_and_counted(town: Ledger, world: World, auditors: Kept) -> None:
    told = judged(auditors.report, home=town.settings.home)
    assert told["verdict"] == "CONFIRMED", told
    alone = judged(auditors.report)
    assert (alone["verdict"], passed(alone, "recorded")) == ("CANNOT-VERIFY", True)  # nobody made it again
    assert judged(auditors.part)["verdict"] == "CONFIRMED"
    told_next: Any = report(world, None, PRODUCT, as_of=DAY)
    assert told_next["assessment"]["earlier_assessments"] == 1


def test_a_receipt_under_another_name_is_found_by_what_it_says_or_taken_where_it_is_named(
    auditors: Kept, tmp_path: Path
) -> None:
    folder = tmp_path / "moved"
    folder.mkdir()
    report = folder / "of march.json"
    report.write_bytes(auditors.report.read_bytes())
    assert passed(judged(report), "recorded") is None  # nothing is there yet
    receipt = auditors.report.with_name("report.receipt.json")
    assert passed(judged(report, receipt=receipt), "recorded")
    (folder / "0-stray.json").write_bytes(b"{}")
    (folder / f"0x{auditors.record_id.hex()}.json").write_bytes(receipt.read_bytes())  # as `verify --save` keeps it
    assert passed(judged(report), "recorded")


def test_a_receipt_alone_says_that_it_shows_no_role_and_a_ledger_says_whom_it_takes(
    town: Ledger, auditors: Kept
) -> None:
    assert "may assess the product (an auditor, or its brand) a receipt alone cannot" in judged(auditors.part)["reads"]
    asked = judged(auditors.report, home=town.settings.home)
    (told,) = (check["detail"] for check in asked["checks"] if check["name"] == "recorded")
    assert "takes such a record from an auditor or the product's brand alone" in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("part", {"site": "elsewhere", "tiers": []}),
        ("product", "urn:other:product"),
        ("as_of", "2031-01-01"),
        ("log_size", 999_999),
        ("method_version", "9"),
        ("reads", "This site is cleared."),
    ],
)
def test_a_part_with_one_word_altered_differs(auditors: Kept, name: str, value: object) -> None:
    told = judged(auditors.altered(name, value))
    assert (told["verdict"], told["exit_code"]) == ("DIFFERS", 3)


def test_who_recorded_a_part_and_in_which_block_is_told(auditors: Kept) -> None:
    told, receipt = judged(auditors.part), judged(auditors.part.with_name("part.receipt.json"))
    assert (told["issuer"], told["record_id"]) == (AUDITOR.did, "0x" + auditors.record_id.hex())
    assert [told[name] for name in ("blocks", "block_hash", "relative_to")] == [
        receipt[name] for name in ("blocks", "block_hash", "relative_to")
    ]


@pytest.mark.parametrize("known", [{"block_hashes": frozenset([b"\x11" * 32])}, {"log_id": b"\x22" * 32}], ids=list)
def test_a_part_or_report_is_held_to_the_block_and_the_log_that_the_asker_knows(
    town: Ledger, auditors: Kept, known: dict[str, Any]
) -> None:
    for path, home in ((auditors.part, None), (auditors.report, town.settings.home)):
        told = judged(path, home=home, **known)
        assert told["verdict"] != "CONFIRMED"
        assert not passed(told, "recorded")


def test_a_part_that_the_operator_of_its_site_recorded_is_not_confirmed(world: World, tmp_path: Path) -> None:
    told = judged(kept(world, tmp_path, by=MAKER, seed=bytes(range(1, 33))).part)
    assert (told["verdict"], told["issuer"]) == ("CANNOT-VERIFY", MAKER.did)
    assert "a site of its own" in told["reads"]


def test_where_a_ledger_is_asked_a_withdrawn_record_confirms_nothing(
    town: Ledger, world: World, tmp_path: Path
) -> None:
    withdrawn = kept(world, tmp_path, by=AUDITOR, seed=bytes(range(2, 34)))
    tell(world, a_revocation(withdrawn.record_id, signed_by=AUDITOR, domain=domain_of(world)))
    anchor_all(world)
    for path in (withdrawn.part, withdrawn.report):
        told = judged(path, home=town.settings.home)
        assert told["verdict"] == "CANNOT-VERIFY"
        assert "REVOKED" in told["reads"]


@pytest.mark.parametrize("audience", ["downstream", "public"])
def test_an_assessment_for_everybody_is_refused(world: World, audience: str) -> None:
    document = recorded(report(world, None, PRODUCT, as_of=DAY), bytes(range(32)))
    with pytest.raises(Unacceptable, match="brand and auditors alone"):
        tell(world, by=AUDITOR, kind="assessment", body=assessment_body(document), audience=audience)


def test_a_body_that_names_a_site_is_refused(world: World) -> None:
    body = assessment_body(recorded(report(world, None, PRODUCT, as_of=DAY), bytes(range(32))))
    with pytest.raises(Unacceptable):
        tell(world, by=AUDITOR, kind="assessment", body=body | {"site": MAKER_SITE}, audience=f"parties:{BRAND.did}")


def test_a_part_in_canonical_form_is_all_that_its_site_needs(world: World) -> None:
    document = recorded(report(world, None, PRODUCT, as_of=DAY), bytes(range(32)))
    part = site_part(document, document["assessment"]["tiers"][0]["sites"][0]["site"])  # type: ignore[index,call-overload]
    assert document["disclosure"]["seed"] not in canonicalise(part).decode()  # type: ignore[index,call-overload]

"""A report as a document: what it shows by itself, what it keeps to itself, and how one site is shown its part."""

import json
from copy import deepcopy

import pytest
from api_town import PRODUCT
from audience_bed import EVE
from builders import AUDITOR, BRAND, MILL
from hypothesis import example, given
from hypothesis import strategies as st
from report_builders import AS_OF, SECRET, SEED, Document, sites_of

from ledger.errors import NotFound, Unacceptable
from ledger.jobs.report import assessment_body, made_again, report, site_part
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.proof.canonical import Json, canonicalise
from ledger.report.check import first_difference, named_difference, self_checks
from ledger.report.disclosure import part_hash
from ledger.report.model import as_draft, hashes_of, recorded, report_bytes, report_hash

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


def failing(document: Document) -> list[str]:
    return [name for name, holds, _ in self_checks(document, report_bytes(document)) if not holds]


def test_a_report_shows_its_own_form_sums_hashes_and_parts(draft: Document) -> None:
    assert failing(draft) == failing(recorded(draft, SEED)) == []


def test_a_term_that_was_altered_no_longer_adds_up(draft: Document) -> None:
    sites_of(draft)[0]["terms"][1]["value"] = "-1.500000000"
    draft["hashes"] = hashes_of(draft)
    assert failing(draft) == ["sums"]


def test_a_word_that_was_altered_changes_a_hash(draft: Document) -> None:
    draft["assessment"]["reads"] = "Certified free of forced labour."
    assert failing(draft) == ["hashes"]


def test_a_recorded_report_with_a_part_swapped_is_found_out(draft: Document) -> None:
    document = recorded(draft, SEED)
    document["disclosure"]["parts"][0] = "0x" + "00" * 32  # type: ignore[index,call-overload]
    assert failing(document) == ["site parts"]


def test_a_report_that_hides_its_seed_is_no_recorded_one(draft: Document) -> None:
    assert failing({**draft, "is_draft": False}) == ["site parts"]


def test_bytes_in_another_form_are_no_report(draft: Document) -> None:
    found = self_checks(draft, json.dumps(draft).encode())
    assert [name for name, holds, _ in found if not holds] == ["form"]


def test_the_record_names_hashes_and_no_site(draft: Document) -> None:
    document = recorded(draft, SEED)
    body = assessment_body(document)
    assert body["report"] == "0x" + report_hash(document).hex()
    assert not [each for each in sites_of(draft) if each["site"] in canonicalise(body).decode()]
    assert body["sites"] == sorted(body["sites"])  # type: ignore[type-var,arg-type]


def test_one_site_is_shown_its_part_and_it_stands_under_the_record(draft: Document) -> None:
    document = recorded(draft, SEED)
    mine, others = sites_of(document)[-1]["site"], sites_of(document)[0]["site"]
    shown = site_part(document, mine)
    told = canonicalise(shown).decode()
    assert shown["hash"] == "0x" + part_hash(bytes.fromhex(str(shown["salt"])[2:]), shown).hex()
    assert shown["hash"] in assessment_body(document)["sites"]  # type: ignore[operator]
    assert mine in told
    assert others not in told
    assert '"share"' not in told


@pytest.mark.parametrize(
    ("name", "altered"),
    [
        ("schema", "tierlight.site-part/2"),
        ("product", "urn:other:product"),
        ("as_of", "2031-01-01"),
        ("log_size", 999_999),
        ("method_version", "9"),
        ("reads", "This site is cleared."),
        ("note", "One more word."),
    ],
)
def test_of_which_result_a_part_is_stands_under_its_hash_too(draft: Document, name: str, altered: Json) -> None:
    shown = site_part(recorded(draft, SEED), sites_of(draft)[0]["site"])
    salt = bytes.fromhex(str(shown["salt"])[2:])
    assert "0x" + part_hash(salt, shown | {name: altered}).hex() != shown["hash"]


def test_a_part_tells_its_site_nothing_that_rests_on_what_a_custodian_told(draft: Document) -> None:
    site, told, remedy, audit = sites_of(draft)[0], "0x" + "c1" * 32, "0x" + "c2" * 32, "0x" + "a1" * 32
    assessment, here = draft["assessment"], site["site"]
    assessment["waves"] = [{"site": here, "record_id": told}]
    assessment["remedy_gaps"] = [{"site": here, "record_id": each} for each in (told, audit)]
    assessment["replies"] = [{"site": here, "flag": each, "record_id": "0x" + "d1" * 32} for each in (told, audit)]
    strengths = ((remedy, "worker_confirmed"), (audit, "accredited_third_party"))
    term = site["terms"][0]
    term["evidence"] = [{"record_id": each, "strength": strength} for each, strength in strengths]
    term["sources"] = [remedy, audit]
    shown: Document = site_part(recorded(draft, SEED), here)
    words = canonicalise(shown).decode()
    assert told not in words
    assert remedy not in words
    assert [len(shown["part"][name]) for name in ("remedy_gaps", "replies")] == [1, 1]
    assert shown["part"]["tiers"][0]["terms"][0]["sources"] == [audit]
    assert shown["part"]["tiers"][0]["score"] == site["score"]


def test_a_part_hides_the_others_salts(draft: Document) -> None:
    document = recorded(draft, SEED)
    salts = {str(site_part(document, site)["salt"]) for site in {each["site"] for each in sites_of(document)}}
    assert len(salts) == 2
    assert "0x" + SEED.hex() not in salts


def test_a_part_of_another_site_is_not_found(draft: Document) -> None:
    with pytest.raises(NotFound):
        site_part(draft, "https://id.example/elsewhere")


def test_of_a_draft_a_part_has_nothing_to_be_held_against(draft: Document) -> None:
    assert {site_part(draft, sites_of(draft)[0]["site"])[name] for name in ("salt", "hash")} == {None}


def test_a_report_holds_nothing_that_was_said_in_private(made: str) -> None:
    assert SECRET not in made


def test_a_report_is_the_brands_view_for_whoever_makes_it(told_world: World, draft: Document) -> None:
    auditors = report(told_world, Reader(AUDITOR.did, Role.AUDITOR), PRODUCT, as_of=AS_OF)
    brands = report(told_world, Reader(BRAND.did, Role.BRAND), PRODUCT, as_of=AS_OF)
    assert brands == draft
    assert auditors["assessment"] == draft["assessment"]
    assert auditors["read_by"] == {"did": AUDITOR.did, "roles": ["auditor"]}


@pytest.mark.parametrize("reader", [Reader(EVE.did, Role.BRAND), Reader(MILL.did, Role.SUPPLIER)])
def test_nobody_else_gets_a_report(told_world: World, reader: Reader) -> None:
    with pytest.raises(NotFound):
        report(told_world, reader, PRODUCT, as_of=AS_OF)


def test_a_report_made_again_is_the_same(told_world: World, draft: Document) -> None:
    assert made_again(told_world, recorded(draft, SEED)) == as_draft(recorded(draft, SEED)) == draft


def test_a_report_for_a_role_that_is_none_is_refused(told_world: World, draft: Document) -> None:
    with pytest.raises(Unacceptable, match="emperor"):
        made_again(told_world, draft | {"read_by": {"did": BRAND.did, "roles": ["emperor"]}})


def test_the_first_term_that_differs_is_named(draft: Document) -> None:
    other = deepcopy(draft)
    sites_of(other)[0]["terms"][2]["value"] = "9.000000000"
    place = first_difference(draft, other)
    assert place is not None
    told = named_difference(draft, place)
    assert sites_of(draft)[0]["terms"][2]["name"] in told
    assert "tier 1" in told


@given(JSON, JSON)
@example({"a": 1, "b": 0}, {"a": True, "b": False})
def test_documents_differ_somewhere_exactly_when_they_are_not_the_same(mine: object, theirs: object) -> None:
    same = canonicalise(mine) == canonicalise(theirs)  # type: ignore[arg-type]
    assert (first_difference(mine, theirs) is None) == same  # type: ignore[arg-type]

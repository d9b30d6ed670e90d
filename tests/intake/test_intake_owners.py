"""Owners in what a party says of itself: what cannot be is refused, and the sentence that is signed names each."""

from typing import Any

import pytest
from builders import A_DOMAIN, MAKER, MILL, a_registry, an_attestation

from ledger.errors import Unacceptable
from ledger.intake.admit import admit
from ledger.intake.summary import render_summary
from ledger.model.statement import Kind

OWNER = {"name": "Marigold Lantern Holding", "country": "ZW", "identifier": "tax:ZWE:77", "share": "0.6"}
OTHER = {"name": "Tessaly Windmere", "share": "0.4", "since": "2020-02-29", "did": MAKER.did}


def introduced(*owners: dict[str, Any]) -> dict[str, Any]:
    return {"did": MILL.did, "name": "The Mill", "country": "IN", "roles": ["supplier"], "owners": list(owners)}


def taken(body: dict[str, Any], **changes: Any) -> None:
    admit(an_attestation(kind="party", body=body, **changes), domain=A_DOMAIN, registry=a_registry(MILL))


def test_owners_are_taken_with_what_is_known_of_each() -> None:
    taken(introduced(OWNER, OTHER))
    taken(introduced({"name": "Somebody whose part nobody tells"}))


@pytest.mark.parametrize(
    ("owners", "field"),
    [
        ([OWNER | {"share": "0"}], "owners.0"),
        ([OWNER | {"share": "0.000"}], "owners.0"),
        ([OWNER | {"share": "1.1"}], "owners.0.share"),
        ([OWNER | {"share": "-0.1"}], "owners.0.share"),
        ([OWNER | {"share": 0.5}], "owners.0.share"),
        ([OWNER | {"country": "QQ"}], "owners.0.country"),
        ([OWNER, OTHER | {"since": "2099-01-01"}], "owners.1.since"),
        ([OWNER, OTHER | {"share": "0.400000001"}], ""),
        ([OWNER | {"share": "0.1"}, OWNER | {"share": "0.2"}], ""),
        ([OWNER | {"did": MILL.did}], ""),
        ([{"share": "1"}], "owners.0.name"),
        ([{"name": "A", "colour": "red"}], "owners.0.colour"),
        ([{"name": f"Owner {number}"} for number in range(21)], "owners"),
    ],
)
def test_an_owner_that_cannot_be_is_refused_with_its_field(owners: list[dict[str, Any]], field: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        taken(introduced(*owners))
    assert refused.value.field == ".".join(filter(None, ("body", field)))
    assert refused.value.mend


def test_owners_are_not_taken_for_the_public_since_they_may_be_persons() -> None:
    with pytest.raises(Unacceptable) as refused:
        taken(introduced(OWNER), audience="public")
    assert refused.value.field == "audience"
    taken(introduced(), audience="public")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_sentence_that_is_signed_names_every_owner_with_its_part(lang: str) -> None:
    named = [{"name": f"Owner {number}", "share": f"0.0{number}"} for number in range(1, 9)]
    told = render_summary(Kind.PARTY, lang, introduced(OTHER, *named))
    assert all(str(each) in told for owner in (OTHER, *named) for each in owner.values())
    assert "$" not in told


def test_a_party_that_names_no_owner_signs_the_sentence_that_it_always_signed() -> None:
    assert render_summary(Kind.PARTY, "en", introduced()) == f"We are The Mill ({MILL.did}) in IN."

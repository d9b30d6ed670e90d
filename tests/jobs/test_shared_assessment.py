"""Releases in a real ledger: what a product's shared assessment says of them, to whom, and from when (R1, R9, F61)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from api_town import (
    MAKER_SITE,
    PRODUCT,
    SHIRT_LOT,
    a_document,
    anchor_all,
    running_town,
    signed_capture,
    tales_of_a_shirt,
)
from builders import AGENT, AUDITOR, BRAND, MAKER, MALLORY, MILL, MILL_SITE, NOW, Party
from rich.console import Console
from told_records import domain_of, tell

from api.web.product_page import product_view
from api.web.templating import page
from auditor_cli.render.worker_evidence import draw_worker_evidence
from ledger.bootstrap import Ledger, registrar
from ledger.errors import NotAllowed
from ledger.jobs import answers
from ledger.jobs.assess import assess
from ledger.jobs.capture import capture
from ledger.jobs.report import report, report_for
from ledger.jobs.sync_registry import sync_registry
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.proof.canonical import canonicalise
from ledger.report.html import report_html

pytestmark = pytest.mark.chain
AS_OF = date(2026, 12, 31)
SECOND_AUDITOR = Reader("did:web:second-auditor.example", Role.AUDITOR)
TOLD_TO = f"parties:{AUDITOR.did},{BRAND.did},{MILL.did}"


@dataclass(frozen=True)
class Told:
    """A ledger of shirts whose mill has a bad release, one that no one downstream was told of, and a refused wave."""

    ledger: Ledger
    before: dict[str, Any]
    pending: dict[str, Any]

    @property
    def world(self) -> World:
        return self.ledger.world


def a_release(**changes: Any) -> dict[str, Any]:
    return {
        "wave": "0x" + "17" * 32, "facility": MILL_SITE, "ended_on": "2026-10-20", "instrument": "0x" + "11" * 32,
        "sample_announced": "100-249", "answers_came": "50-99", "cells": [],
        "counts": {"respondents": 60, "affected": 9}, "epsilon_thousandths": 1000, "is_channel_attested": True,
        "panel_review": None,
    } | changes  # fmt: skip


def an_index(*of: bytes) -> dict[str, Any]:
    return {"wave": "0x" + "17" * 32, "releases": ["0x" + each.hex() for each in of]}


def an_ending(why: str, site: str) -> dict[str, Any]:
    told = {"wave": "0x" + "18" * 32, "facility": site, "ended": why, "sample_announced": "25-49"}
    return told | {"account": "The gate stayed shut."}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with running_town(tmp_path_factory.mktemp("released")) as ledger:
        world = ledger.world
        _register(ledger, AGENT)
        for party, site in ((MILL, MILL_SITE), (MAKER, MAKER_SITE)):
            tell(world, by=party, kind="facility", body={"facility": site, "operator": party.did, "country": "IN"})
        lot = {"lot": SHIRT_LOT, "product": PRODUCT, "product_name": "T-shirt", "good": "Garments", "quantity": "90"}
        tell(world, by=BRAND, kind="lot", body=lot | {"unit": "KGM", "facility": MAKER_SITE, "is_finished": True})
        for party, event in tales_of_a_shirt():
            capture(world, signed_capture(domain_of(world), a_document(event), by=party), reader=None, custodian=None)
        anchor_all(world)
        before = scored(world, None)
        known = tell(world, by=AGENT, kind="release", body=a_release(), audience=TOLD_TO)
        hidden = a_release(facility=MAKER_SITE)
        other = tell(world, by=AGENT, kind="release", body=hidden, audience="parties:did:web:other-brand.example")
        tell(world, by=AGENT, kind="release", body=an_index(known, other), audience="public")
        tell(world, by=AGENT, kind="release", body=an_ending("site_refused", MAKER_SITE), audience=TOLD_TO)
        pending = scored(world, None)
        anchor_all(world)
        yield Told(ledger, before, pending)


def _register(ledger: Ledger, party: Party) -> None:
    writer = registrar(ledger.settings)
    writer.register([(party.did, party.signer, party.role)])
    writer.add_keys([(party.did, party.secret, party.signer)])
    ledger.world.store.name_party(party.did, party.party_id)
    sync_registry(ledger.world)


def scored(world: World, reader: Reader | None, *, as_of: date = AS_OF) -> dict[str, Any]:
    return dict(answers.score(world, reader, PRODUCT, as_of=as_of))


def site_of(document: dict[str, Any], tier: int) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in document["tiers"] if each["tier"] == tier)["sites"][0]
    return found


def test_a_release_enters_the_score_with_its_step_once_it_is_anchored(told: Told) -> None:
    assert [site_of(each, 2)["confidential_evidence"] for each in (told.before, told.pending)] == ["none", "none"]
    assert site_of(told.before, 2)["eta"] == site_of(told.pending, 2)["eta"]
    now = site_of(scored(told.world, None), 2)
    assert now["confidential_evidence"] == "high"
    assert float(now["eta"]) == pytest.approx(float(site_of(told.before, 2)["eta"]) + 4)


def test_a_release_that_was_not_said_to_the_products_brand_moves_nothing(told: Told) -> None:
    assert site_of(scored(told.world, None), 1)["confidential_evidence"] == "none"


def test_it_counts_from_the_day_on_which_it_was_signed(told: Told) -> None:
    signed_on = datetime.fromtimestamp(NOW, UTC).date()
    assert site_of(scored(told.world, None, as_of=date(2026, 11, 20)), 2)["confidential_evidence"] == "none"
    assert site_of(scored(told.world, None, as_of=signed_on), 2)["confidential_evidence"] == "high"


def test_a_refused_survey_is_opacity_and_stays_in_the_list(told: Told) -> None:
    document = scored(told.world, BRAND.reader)
    assert "survey refused by management" in str(site_of(document, 1)["terms"])
    assert [(wave["how"], wave["month"]) for wave in document["waves"]] == [
        ("released", "2026-10"),
        ("site_refused", "2026-11"),
    ]


@pytest.mark.parametrize(("reader", "sees"), [(None, 3), (BRAND.reader, 2), (AUDITOR.reader, 2), (SECOND_AUDITOR, 0)])
def test_waves_and_remedy_gaps_are_told_to_those_alone_to_whom_they_were_released(
    told: Told, reader: Reader | None, sees: int
) -> None:
    """The machine's own operator holds the database; what is said to another brand is not of this product."""
    document = scored(told.world, reader)
    assert len(document["waves"]) == min(sees, 2)
    assert len(document["remedy_gaps"]) == (1 if sees else 0)
    assert site_of(document, 2)["eta"] == site_of(scored(told.world, None), 2)["eta"], "one score for all who see it"


@pytest.mark.parametrize("named", [BRAND.reader, AUDITOR.reader])
def test_a_report_is_made_again_for_another_by_who_reads_all_of_it_and_by_nobody_else(
    told: Told, named: Reader
) -> None:
    def made_by(asker: Reader | None, whom: Reader) -> dict[str, Any]:
        return report_for(told.world, asker, PRODUCT, as_of=AS_OF, did=whom.did, roles=whom.role.names)

    own: dict[str, Any] = report(told.world, named, PRODUCT, as_of=AS_OF)
    assert own["assessment"]["waves"], "what the second auditor may not read"
    for asker in (None, BRAND.reader, AUDITOR.reader):
        assert made_by(asker, named) == own
    with pytest.raises(NotAllowed) as refused:
        made_by(SECOND_AUDITOR, named)
    assert "all that stands in it" in refused.value.needs
    assert made_by(SECOND_AUDITOR, SECOND_AUDITOR) == report(told.world, SECOND_AUDITOR, PRODUCT, as_of=AS_OF)


def test_no_term_names_a_release_or_a_day_of_it(told: Told) -> None:
    assessed = assess(told.world, PRODUCT, as_of=AS_OF)
    terms = [term for tier in assessed.tiers for share in tier.score.shares for term in share.site.terms]
    named = [term for term in terms if term.name == "confidential_evidence"]
    assert {term.sources for term in named} == {()}
    assert {term.dates for term in named} == {()}


def test_a_remedy_that_only_the_site_claims_leaves_the_gap_and_a_verified_one_closes_it(told: Told) -> None:
    (gap,) = scored(told.world, BRAND.reader)["remedy_gaps"]
    assert (gap["state"], gap["asked_of"]) == ("open", MILL.did)
    for by, state, left in ((MILL, "claimed", ["claimed"]), (AGENT, "verified", [])):
        tell(told.world, by=by, kind="remedy", body=_a_remedy(gap["record_id"], state), audience=TOLD_TO)
        anchor_all(told.world)
        assert [each["state"] for each in scored(told.world, BRAND.reader)["remedy_gaps"]] == left


def _a_remedy(record_id: str, state: str) -> dict[str, Any]:
    told = {"facility": MILL_SITE, "addresses": [record_id], "measure": "fees_repaid", "state": state}
    return told | {"done_on": "2026-11-01", "text": "All fees were repaid."}


def test_attack_a_release_that_no_index_names_changes_no_score(told: Told) -> None:
    """It would end the refusal at the maker's."""
    before = scored(told.world, None)
    later = a_release(facility=MAKER_SITE, wave="0x" + "33" * 32, ended_on="2026-11-20")
    tell(told.world, by=AGENT, kind="release", body=later, audience=TOLD_TO)
    anchor_all(told.world)
    now = scored(told.world, None)
    assert (site_of(now, 1)["terms"], now["waves"]) == (site_of(before, 1)["terms"], before["waves"])


def test_planted_with_any_partys_word_taken_a_rival_could_release(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    release = tell(told.world, by=MALLORY, kind="release", body=a_release(facility=MAKER_SITE), audience="downstream")
    tell(told.world, by=MALLORY, kind="release", body=an_index(release), audience="public")
    anchor_all(told.world)
    assert site_of(scored(told.world, None), 1)["confidential_evidence"] == "none"
    monkeypatch.setattr("ledger.jobs.standing.is_custodian", lambda _: True)
    assert site_of(scored(told.world, None), 1)["confidential_evidence"] == "high"


def test_the_product_page_and_the_terminal_tell_steps_waves_and_remedies_in_words(
    told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    view = product_view(told.world, BRAND.reader, PRODUCT, as_of=AS_OF)
    shown = bytes(page("worker_evidence.html", score=view.score).body).decode()
    console = Console(width=300)
    draw_worker_evidence(console, dict(view.score))
    drawn = capsys.readouterr().out
    for text in (shown, drawn):
        assert "high" in text
        assert "2026-10" in text
        assert "refused by management" in text
        assert "draft, not reviewed by workers" in text
        assert "2026-10-20" not in text, "nothing finer than the month"
        assert not re.search(r"\b60\b", text), "no count"


def test_a_report_holds_the_step_and_no_count_of_workers_nor_a_release_told_to_others(told: Told) -> None:
    document = report(told.world, None, PRODUCT, as_of=AS_OF)
    text = canonicalise(document).decode() + report_html(document)
    assert '"confidential_evidence":"high"' in text
    for canary in ("respondents", "epsilon", "other-brand", "50-99 answers", '"affected"', "0x" + "11" * 32):
        assert canary not in text, canary
    assert len(document["assessment"]["waves"]) == len(scored(told.world, BRAND.reader)["waves"])  # type: ignore[index,call-overload]

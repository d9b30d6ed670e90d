"""Waves that were given up, never opened, tampered with or cut off: what becomes of each, and what stays visible."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from api_town import anchor_all
from builders import AUDITOR, BRAND, MILL, STRANGER
from custodian_bed import RULES, SECOND_SITE, SITE, Bed, running_bed

from ledger.errors import ChainAway, ChainRefused, NotEnrolled, WaveClosed, WaveRefused
from ledger.jobs.access import may_read
from ledger.jobs.survey.account import account, keep_release
from ledger.jobs.survey.announce import announce_slot
from ledger.jobs.survey.close import close_slot
from ledger.jobs.survey.custodian_state import entry_of, slot_entries
from ledger.jobs.survey.end import end_wave
from ledger.jobs.survey.local_host import LocalHost
from ledger.jobs.survey.open_planned import open_planned
from ledger.jobs.survey.speaking import Speaker
from ledger.jobs.survey.standing import waves_told
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.survey.response import SealedResponse
from ledger.model.survey.wave import EndingReason, Opening, WavePlan
from ledger.surveys.calendar import announcing_at, closing_at, open_by, opening_at
from ledger.surveys.closing import root_of

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with running_bed(tmp_path_factory.mktemp("bed")) as made:
        made.enrolled()
        yield made


def announced(bed: Bed, *, is_opened: bool = True) -> WavePlan:
    """A wave of the coming slot, announced, and open on the host."""
    plan = bed.planned()
    bed.move_to(announcing_at(plan.slot, RULES))
    announce_slot(bed.place, bed.speaker())
    if is_opened:
        open_planned(bed.place, bed.door, plan.hosted.token)
        bed.move_to(plan.hosted.opens_at)
    return plan


def given_up(bed: Bed, plan: WavePlan, **changes: object) -> None:
    asked = {"reason": EndingReason.SURVEYOR, "account": None, "site": None} | changes
    end_wave(bed.place, bed.door, plan.hosted.token, **asked)  # type: ignore[arg-type]


def endings(bed: Bed, plan: WavePlan) -> list[Record]:
    anchor_all(bed.world)
    entry = entry_of(bed.place.book, plan.hosted.token)
    assert entry is not None
    found = bed.world.store.records((Kind.RELEASE,), size=bed.world.store.counts().sealed_size)
    return [each for each in found if json.loads(each.signed.statement.body)["wave"] == "0x" + entry.wave_id.hex()]


def test_a_wave_given_up_takes_no_more_answers_and_says_why(bed: Bed) -> None:
    plan = announced(bed)
    token = plan.hosted.token
    bed.came(token, plan)
    with pytest.raises(WaveRefused, match="account of it"):
        given_up(bed, plan, reason=EndingReason.SITE_REFUSED)
    given_up(bed, plan, reason=EndingReason.SITE_REFUSED, account="The gate was shut, twice.")
    with pytest.raises(WaveClosed):
        bed.came(token, plan)
    assert endings(bed, plan) == [], "not before the slot is closed: it would tell when"

    bed.move_to(closing_at(plan.slot, RULES))
    for _ in range(2):
        close_slot(bed.place, bed.speaker(), bed.door, plan.slot)
    told = endings(bed, plan)
    bodies = [json.loads(each.signed.statement.body) for each in told]
    assert {(each["facility"], each["ended"], each["account"]) for each in bodies} == {
        (SITE, "site_refused", "The gate was shut, twice."),
        (SECOND_SITE, "site_refused", "The gate was shut, twice."),
    }
    for reader, is_read in ((BRAND, True), (MILL, True), (AUDITOR, True), (STRANGER, False)):
        assert may_read(bed.world, reader.reader, told[0]) is is_read
    assert bed.host.vault.published(token) is None

    bed.move_to(opening_at(plan.slot, RULES))
    with pytest.raises(WaveRefused, match="was ended"):
        keep_release(bed.place, token, b"\x01" * 32)
    assert {kind for _, kind in account(bed.place).opened} == {Opening.DECOY, Opening.ENDING}
    entry = entry_of(bed.place.book, token)
    assert entry is not None
    held = bed.registry.announcement(entry.wave_id)
    assert held is not None
    assert int.from_bytes(held.revealed, "big") == EndingReason.SITE_REFUSED
    told_wave = next(each for each in waves_told(bed.place) if each.token == token)
    assert (told_wave.state, dict(told_wave.sites)) == ("ended", {SITE: "site_refused", SECOND_SITE: "site_refused"})


def test_one_site_given_up_leaves_the_wave_running_at_the_others(bed: Bed) -> None:
    plan = announced(bed)
    given_up(bed, plan, site=SITE, reason=EndingReason.WORKER_SAFETY)
    bed.came(plan.hosted.token, plan, site=1)
    with pytest.raises(WaveRefused, match="not held at"):
        given_up(bed, plan, site="urn:example:elsewhere")
    bed.move_to(closing_at(plan.slot, RULES))
    assert close_slot(bed.place, bed.speaker(), bed.door, plan.slot).waves == (plan.hosted.token,)
    assert [json.loads(each.signed.statement.body)["facility"] for each in endings(bed, plan)] == [SITE]
    with pytest.raises(WaveRefused, match="closed"):
        given_up(bed, plan)


def test_a_wave_that_was_announced_and_never_held_needs_a_reason(bed: Bed) -> None:
    plan = announced(bed, is_opened=False)
    bed.move_to(closing_at(plan.slot, RULES))
    with pytest.raises(WaveRefused, match="never opened"):
        close_slot(bed.place, bed.speaker(), bed.door, plan.slot)
    assert all(not each.sealed_at for each in bed.registry.announcements() if each.slot == plan.slot)
    given_up(bed, plan, reason=EndingReason.TECHNICAL)
    close_slot(bed.place, bed.speaker(), bed.door, plan.slot)
    held = [each for each in bed.registry.announcements() if each.slot == plan.slot]
    assert sorted(bool(each.ended_at) for each in held) == [False, False, True]


def test_closing_before_its_day_is_refused_and_nothing_is_sealed(bed: Bed) -> None:
    plan = announced(bed)
    with pytest.raises(WaveRefused, match="come back on that day"):
        close_slot(bed.place, bed.speaker(), bed.door, plan.slot)
    entry = entry_of(bed.place.book, plan.hosted.token)
    assert entry is not None
    with pytest.raises(ChainRefused, match="SlotNotOver"):
        bed.registry.seal(entry.wave_id, root=b"\x01" * 32, size_bucket=6)
    with pytest.raises(WaveRefused, match="not announced"):
        close_slot(bed.place, bed.speaker(), bed.door, plan.slot + 5)
    bed.move_to(closing_at(plan.slot, RULES))
    with pytest.raises(NotEnrolled, match="both people"):
        close_slot(replace(bed.place, opener=None), bed.speaker(), bed.door, plan.slot)
    close_slot(bed.place, bed.speaker(), bed.door, plan.slot)


class Tampering(LocalHost):
    """A host that changes a byte of the first row it hands out."""

    def sealed(self, token: str, *, after: bytes = b"") -> Iterator[SealedResponse]:
        rows = list(super().sealed(token, after=after))
        yield replace(rows[0], ciphertext=bytes([rows[0].ciphertext[0] ^ 1]) + rows[0].ciphertext[1:])
        yield from rows[1:]


def test_a_row_that_the_host_changed_is_told_and_keeps_no_other_from_counting(bed: Bed) -> None:
    plan = announced(bed)
    for _ in range(3):
        bed.came(plan.hosted.token, plan)
    bed.move_to(closing_at(plan.slot, RULES))
    tampering = Tampering(bed.host, bed.world, bed.door.custodian)
    closed = close_slot(bed.place, bed.speaker(), tampering, plan.slot)
    assert closed.unopened == 1
    published = bed.host.vault.published(plan.hosted.token)
    assert published is not None
    kept = {each.commitment for each in bed.host.vault.sealed(plan.hosted.token)}
    assert kept <= {commitment for _, commitment in published[1]}


def test_a_closing_that_was_cut_off_goes_on_with_the_same_tree(bed: Bed) -> None:
    plan = announced(bed)
    bed.came(plan.hosted.token, plan)
    bed.move_to(closing_at(plan.slot, RULES))

    def cut(_: bytes) -> None:
        raise ChainAway(doing="hand in", reason="cut")

    speaker = bed.speaker()
    with pytest.raises(ChainAway):
        close_slot(bed.place, Speaker(speaker.did, speaker.secret, speaker.domain, cut), bed.door, plan.slot)
    published = bed.host.vault.published(plan.hosted.token)
    roots = [each.root for each in slot_entries(bed.place.book, plan.slot)]
    close_slot(bed.place, bed.speaker(), bed.door, plan.slot)
    assert bed.host.vault.published(plan.hosted.token) == published
    assert [each.root for each in slot_entries(bed.place.book, plan.slot)] == roots
    assert all(each.sealed_at for each in bed.registry.announcements() if each.slot == plan.slot)


def test_a_second_list_is_refused(bed: Bed) -> None:
    closed = next(each for each in bed.host.vault.waves() if bed.host.vault.published(each.token))
    published = bed.host.vault.published(closed.token)
    assert published is not None
    _, rows = published
    other = rows[1:] + rows[:1]
    with pytest.raises(WaveRefused, match="never replaced"):
        bed.door.publish(closed.token, other, root=root_of(other))


def test_what_is_not_accounted_for_in_90_days_is_overdue(bed: Bed) -> None:
    slots = {plan.slot for plan in (each for each in waves_told(bed.place) if each.state == "closed")}
    bed.move_to(open_by(max(slots)) + 1)
    done = account(bed.place)
    assert done.waiting
    late = {each.token for each in waves_told(bed.place) if each.is_overdue}
    assert late == set(done.waiting)
    assert len(done.overdue) == len(late)

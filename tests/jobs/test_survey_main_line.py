"""One wave from enrolment to account, on a real chain: announced among decoys, held, closed, listed, accounted for."""

import json
from collections.abc import Iterator
from hashlib import sha256

import pytest
from api_town import anchor_all
from custodian_bed import CUSTODIAN, FIRST, RULES, SECOND, Bed, running_bed
from survey_builders import a_consent, a_cover_visit, some_answers

from ledger.bootstrap.survey import enrol_person, epoch_keys
from ledger.chain.anvil_probe import ask
from ledger.chain.survey_registry import announce_call, seal_call
from ledger.errors import WaveRefused
from ledger.jobs.standing import roles_of
from ledger.jobs.survey.account import account, keep_release
from ledger.jobs.survey.announce import announce_slot
from ledger.jobs.survey.close import close_slot, closed_wave
from ledger.jobs.survey.custodian_state import Announced, slot_entries
from ledger.jobs.survey.enrol import enrol
from ledger.jobs.survey.open_planned import open_planned
from ledger.jobs.survey.respond import respond
from ledger.jobs.survey.standing import waves_told
from ledger.jobs.survey.withdraw import withdraw
from ledger.model.statement import Kind
from ledger.model.survey.consent import Purpose
from ledger.model.survey.response import EpochKeys
from ledger.model.survey.wave import Opening, WavePlan
from ledger.proof.typed_data import keccak
from ledger.surveys.calendar import announcing_at, closing_at, opening_at
from ledger.surveys.channels.visiting import CALL_BACK
from ledger.surveys.closing import is_counted, root_of

pytestmark = pytest.mark.chain
RELEASE = b"\x77" * 32
CANARY_WORDS, CANARY_NUMBER = "Canary Invented is kept behind the gate", "0000777000777"


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with running_bed(tmp_path_factory.mktemp("bed")) as made:
        yield made


def worker_statements(bed: Bed) -> list[dict[str, object]]:
    anchor_all(bed.world)
    found = bed.world.store.records((Kind.WAVE,), size=bed.world.store.counts().sealed_size)
    return [json.loads(each.signed.statement.body) for each in found]


def transactions(bed: Bed) -> dict[tuple[str, int], int]:
    """What the account sent: by verb and number of forms (gas limit, length of calldata, value), how many."""
    sent: dict[str, list[tuple[str, int, str]]] = {}
    port = int(str(bed.ledger.settings.chain_url).rpartition(":")[2])
    names = {announce_call(b"", b"", 0)[:4].hex(): "announce", seal_call(b"", b"", 0)[:4].hex(): "seal"}
    for number in range(int(ask(port, "eth_blockNumber"), 16) + 1):
        for each in ask(port, "eth_getBlockByNumber", hex(number), True)["transactions"]:
            if each["from"] == "0x" + bed.registry.announcer.hex():
                verb = names.get(each["input"][2:10], each["input"][2:10])
                sent.setdefault(verb, []).append((each["gas"], len(each["input"]), each["value"]))
    return {(verb, len(set(forms))): len(forms) for verb, forms in sent.items()}


def told_state(bed: Bed, plan: WavePlan) -> str:
    return next(each.state for each in waves_told(bed.place) if each.token == plan.hosted.token)


@pytest.fixture(scope="module")
def plan(bed: Bed) -> WavePlan:
    """The wave that the tests below take one step further each, in their order."""
    bed.enrolled()
    return bed.planned()


@pytest.fixture(scope="module")
def codes() -> dict[str, str]:
    """Receipt codes by what their holders did, as the tests go on."""
    return {}


def test_1_a_slot_is_announced_with_decoys_of_one_form(bed: Bed, plan: WavePlan) -> None:
    assert told_state(bed, plan) == "planned"
    bed.move_to(announcing_at(plan.slot, RULES))
    made = announce_slot(bed.place, bed.speaker())
    assert announce_slot(bed.place, bed.speaker()) == made
    seen = bed.registry.announcements()
    assert [each.wave_id for each in seen] == sorted(each.wave_id for each in made)
    assert len(seen) == RULES.per_slot
    statements = worker_statements(bed)
    assert len(statements) == RULES.per_slot
    assert len({len(str(each["sealed"])) for each in statements}) == 1
    assert told_state(bed, plan) == "announced"


def test_2_the_host_takes_answers_in_the_waves_time(bed: Bed, plan: WavePlan, codes: dict[str, str]) -> None:
    token = plan.hosted.token
    open_planned(bed.place, bed.door, token)
    open_planned(bed.place, bed.door, token)
    bed.move_to(plan.hosted.opens_at)
    codes |= {name: bed.came(token, plan, site=at % 2) for at, name in enumerate(("again", "withdrew", "later", "one"))}
    codes["left"] = respond(bed.host, token, a_cover_visit(site=plan.sites[0].token))
    words = {"own_words": CANARY_WORDS, CALL_BACK: CANARY_NUMBER}
    agreed = a_consent(purposes=frozenset({Purpose.AGGREGATE, Purpose.REFERRAL}))
    codes["told"] = bed.came(token, plan, free_texts=words, consent=agreed)
    changed = some_answers(passport_kept="no")
    assert bed.came(token, plan, receipt_code=codes["again"], answers=changed) == codes["again"]
    withdraw(bed.host, token, codes["withdrew"])
    assert told_state(bed, plan) == "running"
    assert len(worker_statements(bed)) == RULES.per_slot, "nothing of a wave enters the log while it is open"


def test_3_closing_lists_whoever_came_and_seals_all_alike(bed: Bed, plan: WavePlan, codes: dict[str, str]) -> None:
    token, slot = plan.hosted.token, plan.slot
    bed.move_to(closing_at(slot, RULES))
    closed = close_slot(bed.place, bed.speaker(), bed.door, slot)
    assert (closed.waves, closed.bucket, closed.unopened) == ((token,), 6, 0)
    assert close_slot(bed.place, bed.speaker(), bed.door, slot).waves == (token,)
    published = bed.host.vault.published(token)
    assert published is not None
    root, rows = published
    counted = {name for name, code in codes.items() if is_counted(rows, token, code)}
    assert counted == {"again", "later", "one", "left", "told"}
    assert root == root_of(rows) == closed_wave(bed.place, token).root
    sealed = {each.wave_id: each for each in bed.registry.announcements()}
    assert sealed[own_entry(bed, plan).wave_id].commitment == root
    assert {each.size_bucket for each in sealed.values()} == {6}
    statements = worker_statements(bed)
    assert len(statements) == 2 * RULES.per_slot
    assert len({len(str(each["sealed"])) for each in statements}) == 1
    assert transactions(bed) == {("announce", 1): RULES.per_slot, ("seal", 1): RULES.per_slot}


def test_4_who_withdraws_after_closing_leaves_list_and_tree_whole(
    bed: Bed, plan: WavePlan, codes: dict[str, str]
) -> None:
    """Fault F58: content goes, the commitment stays and opens for nobody."""
    token = plan.hosted.token
    published = bed.host.vault.published(token)
    before = len(list(bed.host.vault.sealed(token)))
    withdraw(bed.host, token, codes["later"])
    assert len(list(bed.host.vault.sealed(token))) == before - 1
    assert bed.host.vault.published(token) == published
    assert published is not None
    assert is_counted(published[1], token, codes["later"])


def test_5_everything_is_accounted_for_once_its_release_is_there(bed: Bed, plan: WavePlan) -> None:
    token, own = plan.hosted.token, own_entry(bed, plan)
    bed.move_to(opening_at(plan.slot, RULES))
    first = account(bed.place)
    assert [kind for _, kind in first.opened] == [Opening.DECOY, Opening.DECOY]
    assert first.waiting == (token,)
    keep_release(bed.place, token, RELEASE)
    assert account(bed.place).opened == ((own.wave_id, Opening.RELEASE),)
    assert account(bed.place).opened == ()
    held = bed.registry.announcement(own.wave_id)
    assert held is not None
    assert held.revealed == RELEASE
    assert told_state(bed, plan) == "released"
    with pytest.raises(WaveRefused, match="released once"):
        keep_release(bed.place, token, bytes(32))


def everything_sent(bed: Bed) -> bytes:
    """Input of every transaction and topics and contents of every event that the chain ever had."""
    port = int(str(bed.ledger.settings.chain_url).rpartition(":")[2])
    numbers = range(int(ask(port, "eth_blockNumber"), 16) + 1)
    blocks = [ask(port, "eth_getBlockByNumber", hex(number), True) for number in numbers]
    events = ask(port, "eth_getLogs", {"fromBlock": "0x0", "toBlock": "latest"})
    told = [each["input"] for block in blocks for each in block["transactions"]]
    told += [part for each in events for part in (each["data"], *each["topics"])]
    return b"|".join(bytes.fromhex(each[2:]) for each in told)


def canaries_in(found: bytes, plan: WavePlan, codes: dict[str, str]) -> list[str]:
    """Which words of workers, codes, sites and tokens are there, as text, as bytes, or as a hash without a salt."""
    sites = [name for site in plan.sites for name in (site.site, site.token)]
    said = [CANARY_WORDS, CANARY_NUMBER, "passport_kept", "fee_paid", *codes.values(), *sites, plan.hosted.token]
    return [
        each
        for text in said
        for each, form in (
            (text, text.encode()),
            (f"SHA-256 of {text}", sha256(text.encode()).digest()),
            (f"keccak of {text}", keccak(text.encode())),
        )
        if form in found
    ]


def test_6_no_transaction_of_the_wave_holds_a_canary(bed: Bed, plan: WavePlan, codes: dict[str, str]) -> None:
    """Fault F56, on everything that the chain has since its first block."""
    sent = everything_sent(bed)
    assert own_entry(bed, plan).wave_id in sent, "the wave is on this chain"
    assert canaries_in(sent, plan, codes) == []


@pytest.mark.parametrize("hashed", [False, True])
def test_planted_a_token_in_the_calldata_is_found(
    bed: Bed, plan: WavePlan, codes: dict[str, str], hashed: bool
) -> None:
    token = plan.hosted.token.encode()
    told = sha256(codes["one"].encode()).digest() if hashed else token
    port = int(str(bed.ledger.settings.chain_url).rpartition(":")[2])
    (sender, *_) = ask(port, "eth_accounts")
    ask(port, "eth_sendTransaction", {"from": sender, "to": sender, "data": "0x" + told.hex()})
    bed.move_to(0)
    found = canaries_in(everything_sent(bed), plan, codes)
    assert (f"SHA-256 of {codes['one']}" if hashed else plan.hosted.token) in found


def own_entry(bed: Bed, plan: WavePlan) -> Announced:
    return next(each for each in slot_entries(bed.place.book, plan.slot) if each.entry.token == plan.hosted.token)


def test_a_month_that_ended_between_plan_and_opening_renews_the_keys(bed: Bed) -> None:
    plan = bed.planned()
    bed.move_to(announcing_at(plan.slot, RULES))
    announce_slot(bed.place, bed.speaker())
    keys = renewed_enrolment(bed)
    opened = open_planned(bed.place, bed.door, plan.hosted.token)
    assert opened.hosted.keys == keys != plan.hosted.keys
    bed.enrolled()
    assert open_planned(bed.place, bed.door, plan.hosted.token) == opened, "once open it keeps its keys"


def renewed_enrolment(bed: Bed) -> EpochKeys:
    """Both people have a key of the next month, and the log knows it."""
    for person, passphrase in ((1, FIRST), (2, SECOND)):
        enrol_person(bed.home, person, passphrase, "2026-12")
    keys = epoch_keys(bed.home, "2026-12")
    roles = roles_of(bed.world, CUSTODIAN.did)
    enrol(bed.place, bed.speaker(), name="Invented Workers' Centre", keys=keys, roles=roles, rules=RULES)
    anchor_all(bed.world)
    return keys

"""A commitment to answers is that of the specification, hides what it commits to, and opens one answer alone."""

import dataclasses
import itertools
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proof_builders import octets, vectors

from ledger.errors import ProofMismatch
from ledger.proof import salted
from ledger.proof.salted import Answers, commitment, open_one, verify_one
from scripts.salted_vectors import commitment_of, resp_root_of, salt_of

VECTORS = vectors("salted.json")["vectors"]
SEED, INSTRUMENT, WAVE = b"\x07" * 32, b"\x09" * 32, "wave-token"
SAID: Answers = [("bus_late", "yes"), ("fee_paid", "no"), ("passport_kept", None), ("threats", "deport wage_cut")]
texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=40)
all_answers = st.dictionaries(texts, st.none() | texts, min_size=1, max_size=40).map(lambda found: list(found.items()))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(len(vector["answers"])))
def test_every_commitment_and_salt_is_that_of_the_vectors(vector: dict[str, str]) -> None:
    answers = [(item, answer) for item, answer in vector["answers"]]
    wave, instrument, seed = vector["wave"], octets(vector["instrument"]), octets(vector["seed"])
    assert commitment(seed, wave=wave, instrument=instrument, answers=answers) == octets(vector["commitment"])
    opened = [open_one(seed, item, wave=wave, instrument=instrument, answers=answers) for item, _ in answers]
    assert [each.salt for each in opened] == [octets(salt) for salt in vector["salts"]]
    assert {each.resp_root for each in opened} == {octets(vector["resp_root"])}


@given(st.binary(min_size=32, max_size=32), texts, st.binary(min_size=32, max_size=32), all_answers)
def test_two_implementations_agree(seed: bytes, wave: str, instrument: bytes, answers: Answers) -> None:
    ours = commitment(seed, wave=wave, instrument=instrument, answers=answers)
    assert ours == commitment_of(seed, wave, instrument, list(answers))
    item = answers[-1][0]
    opened = open_one(seed, item, wave=wave, instrument=instrument, answers=answers)
    assert opened.resp_root == resp_root_of(seed, wave, instrument, list(answers))
    assert opened.salt == salt_of(seed, wave, instrument, item)
    verify_one(opened, ours, wave=wave)


def test_no_field_runs_into_the_next() -> None:
    pairs = [
        [("ab", "c"), ("d", None)],
        [("a", "bc"), ("d", None)],
        [("ab", None), ("d", "c")],
        [("ab", "c"), ("d", "")],
        [("ab", "c")],
        [("d", None), ("ab", "c")],
    ]
    found = [commitment(SEED, wave="w", instrument=INSTRUMENT, answers=each) for each in pairs]
    found.append(commitment(SEED, wave="wa", instrument=INSTRUMENT, answers=[("b", "c"), ("d", None)]))
    assert len(set(found)) == len(found)


def test_a_skipped_item_is_not_an_empty_answer() -> None:
    skipped, empty = ([("a", said), ("b", "x")] for said in (None, ""))
    assert commitment(SEED, wave="w", instrument=INSTRUMENT, answers=skipped) != commitment(
        SEED, wave="w", instrument=INSTRUMENT, answers=empty
    )


def test_one_answer_is_opened_and_its_salt_opens_no_other() -> None:
    committed = commitment(SEED, wave=WAVE, instrument=INSTRUMENT, answers=SAID)
    opened = open_one(SEED, "fee_paid", wave=WAVE, instrument=INSTRUMENT, answers=SAID)
    verify_one(opened, committed, wave=WAVE)
    assert opened.answer == "no"
    assert SEED not in opened.path
    for item, _ in SAID[2:]:
        for answer in (None, "yes", "no", "deport wage_cut"):
            forged = dataclasses.replace(opened, item=item, answer=answer)
            with pytest.raises(ProofMismatch):
                verify_one(forged, committed, wave=WAVE)


@pytest.mark.parametrize(
    "change",
    [
        {"answer": "yes"},
        {"answer": None},
        {"item": "bus_late"},
        {"salt": b"\x00" * 32},
        {"index": 0},
        {"items": 2},
        {"path": ()},
        {"resp_root": b"\x00" * 32},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_answer_that_was_changed_is_refused(change: dict[str, object]) -> None:
    committed = commitment(SEED, wave=WAVE, instrument=INSTRUMENT, answers=SAID)
    opened = open_one(SEED, "fee_paid", wave=WAVE, instrument=INSTRUMENT, answers=SAID)
    with pytest.raises(ProofMismatch):
        verify_one(dataclasses.replace(opened, **change), committed, wave=WAVE)  # type: ignore[arg-type]


def test_an_answer_of_another_wave_or_commitment_is_refused() -> None:
    opened = open_one(SEED, "fee_paid", wave=WAVE, instrument=INSTRUMENT, answers=SAID)
    committed = commitment(SEED, wave=WAVE, instrument=INSTRUMENT, answers=SAID)
    for wrong, wave in ((committed, "other"), (sha256(committed).digest(), WAVE)):
        with pytest.raises(ProofMismatch):
            verify_one(opened, wrong, wave=wave)


def test_the_same_answers_under_another_seed_wave_or_instrument_are_another_commitment() -> None:
    ours = commitment(SEED, wave=WAVE, instrument=INSTRUMENT, answers=SAID)
    others = {
        commitment(b"\x08" * 32, wave=WAVE, instrument=INSTRUMENT, answers=SAID),
        commitment(SEED, wave="other", instrument=INSTRUMENT, answers=SAID),
        commitment(SEED, wave=WAVE, instrument=b"\x01" * 32, answers=SAID),
    }
    assert len(others | {ours}) == 4


def test_a_short_seed_an_item_twice_or_no_item_is_a_mistake() -> None:
    for seed, answers in ((b"\x07" * 16, SAID), (SEED, [*SAID, SAID[0]]), (SEED, [])):
        with pytest.raises(ValueError, match=r"seed|once"):
            commitment(seed, wave=WAVE, instrument=INSTRUMENT, answers=answers)


ITEMS = {"bus_late": (None, "yes", "no"), "fee_paid": (None, "yes", "no"), "passport_kept": (None, "yes", "no")}


def enumerated(committed: bytes, seeds: list[bytes]) -> list[tuple[str | None, ...]]:
    """What a thief finds who tries all answers under every seed that can be guessed."""
    return [
        said
        for seed in seeds
        for said in itertools.product(*ITEMS.values())
        if commitment(seed, wave=WAVE, instrument=INSTRUMENT, answers=list(zip(ITEMS, said, strict=True))) == committed
    ]


def guessed_seeds(code: str) -> list[bytes]:
    """From all that a thief or a foreman may know: the code, the wave, the published list."""
    known = (code, WAVE, f"{WAVE}{code}", f"{code}{WAVE}", "")
    return [sha256(each.encode()).digest() for each in known] + [bytes(32), sha256(INSTRUMENT).digest()]


def test_a_thief_who_tries_all_answers_finds_none() -> None:
    said = list(zip(ITEMS, ("yes", "no", "yes"), strict=True))
    committed = commitment(SEED, wave=WAVE, instrument=INSTRUMENT, answers=said)
    assert enumerated(committed, guessed_seeds("4820553190276640")) == []


def test_planted_a_seed_that_follows_from_the_worker_code_gives_the_answers_away() -> None:
    code = "4820553190276640"
    said = list(zip(ITEMS, ("yes", "no", "yes"), strict=True))
    committed = commitment(sha256(code.encode()).digest(), wave=WAVE, instrument=INSTRUMENT, answers=said)
    assert enumerated(committed, guessed_seeds(code)) == [("yes", "no", "yes")]


def test_planted_salts_without_the_seed_give_the_answers_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(salted, "_salt", lambda _seed, prefix, item: sha256(prefix + item.encode()).digest())
    said = list(zip(ITEMS, ("yes", None, "no"), strict=True))
    committed = commitment(SEED, wave=WAVE, instrument=INSTRUMENT, answers=said)
    assert ("yes", None, "no") in enumerated(committed, guessed_seeds("any"))

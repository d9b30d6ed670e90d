"""Two people open together, and nobody else: not one of them alone, not for another row, wave or part, not changed."""

import dataclasses

import pytest
from survey_builders import EPOCH, two_people
from survey_place import an_opener

from ledger.errors import NotEnrolled, ProofMismatch
from ledger.model.survey.response import EpochKeys, WrappedKey
from ledger.vault import envelope
from ledger.vault.envelope import TwoPersonOpener, TwoPersonSealer
from ledger.vault.person_keys import PersonKeys

PLAIN, BOUND = b"what was said " * 40, b"row 1"
KEYS = two_people().keys
SEALER = TwoPersonSealer()


def test_both_open_what_was_sealed_and_it_is_sealed_differently_each_time() -> None:
    (one, key), (other, other_key) = (SEALER.seal(PLAIN, bound_to=BOUND, keys=KEYS) for _ in range(2))
    assert an_opener().open(one, key, bound_to=BOUND, epoch=EPOCH) == PLAIN
    assert len({one, other}) == len({key, other_key}) == 2
    assert PLAIN[:14] not in one


@pytest.mark.parametrize("missing", ["first", "second"])
def test_one_person_alone_opens_nothing(missing: str) -> None:
    ciphertext, key = SEALER.seal(PLAIN, bound_to=BOUND, keys=KEYS)
    number = 1 if missing == "first" else 2
    alone = dataclasses.replace(an_opener(), **{missing: PersonKeys(number, {})})
    with pytest.raises(NotEnrolled, match=f"person {number}"):
        alone.open(ciphertext, key, bound_to=BOUND, epoch=EPOCH)


def test_one_person_in_both_places_opens_nothing() -> None:
    ciphertext, key = SEALER.seal(PLAIN, bound_to=BOUND, keys=KEYS)
    first = PersonKeys(1, {EPOCH: two_people().first})
    for tried in (key, WrappedKey(key.first, key.first), WrappedKey(key.second, key.second)):
        with pytest.raises(ProofMismatch):
            TwoPersonOpener(first, first).open(ciphertext, tried, bound_to=BOUND, epoch=EPOCH)


def test_halves_that_change_places_open_nothing() -> None:
    ciphertext, key = SEALER.seal(PLAIN, bound_to=BOUND, keys=KEYS)
    crossed = TwoPersonOpener(an_opener().second, an_opener().first)
    with pytest.raises(ProofMismatch):
        crossed.open(ciphertext, WrappedKey(key.second, key.first), bound_to=BOUND, epoch=EPOCH)


def test_what_is_sealed_to_one_person_twice_is_refused() -> None:
    with pytest.raises(NotEnrolled, match="one person"):
        SEALER.seal(PLAIN, bound_to=BOUND, keys=EpochKeys(EPOCH, KEYS.first, KEYS.first))
    with pytest.raises(NotEnrolled, match="X25519"):
        SEALER.seal(PLAIN, bound_to=BOUND, keys=EpochKeys(EPOCH, KEYS.first, b"short"))


def test_every_flipped_bit_is_refused() -> None:
    ciphertext, key = SEALER.seal(b"said", bound_to=BOUND, keys=KEYS)
    opener = an_opener()
    for place in range(len(ciphertext)):
        with pytest.raises(ProofMismatch):
            opener.open(_flipped(ciphertext, place), key, bound_to=BOUND, epoch=EPOCH)
    for name in ("first", "second"):
        for place in range(80):
            changed = dataclasses.replace(key, **{name: _flipped(getattr(key, name), place)})
            with pytest.raises(ProofMismatch):
                opener.open(ciphertext, changed, bound_to=BOUND, epoch=EPOCH)


def test_a_row_that_is_moved_to_another_place_opens_nothing() -> None:
    ciphertext, key = SEALER.seal(PLAIN, bound_to=BOUND, keys=KEYS)
    with pytest.raises(ProofMismatch):
        an_opener().open(ciphertext, key, bound_to=b"row 2", epoch=EPOCH)
    for short in (b"", ciphertext[:11], ciphertext[:20]):
        with pytest.raises(ProofMismatch):
            an_opener().open(short, key, bound_to=BOUND, epoch=EPOCH)


def test_a_row_that_names_another_month_opens_nothing() -> None:
    ciphertext, key = SEALER.seal(PLAIN, bound_to=BOUND, keys=KEYS)
    people = two_people()
    same_secrets = TwoPersonOpener(PersonKeys(1, {"2026-10": people.first}), PersonKeys(2, {"2026-10": people.second}))
    with pytest.raises(ProofMismatch):
        same_secrets.open(ciphertext, key, bound_to=BOUND, epoch="2026-10")
    with pytest.raises(NotEnrolled, match="2026-11"):
        an_opener().open(ciphertext, key, bound_to=BOUND, epoch="2026-11")


def test_planted_binding_nothing_lets_a_row_be_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    real_info, real_cipher = envelope._info, envelope.AESGCM

    class Unbound:
        def __init__(self, key: bytes) -> None:
            self._cipher = real_cipher(key)

        def encrypt(self, nonce: bytes, plain: bytes, _bound: bytes) -> bytes:
            return self._cipher.encrypt(nonce, plain, None)

        def decrypt(self, nonce: bytes, sealed: bytes, _bound: bytes) -> bytes:
            return self._cipher.decrypt(nonce, sealed, None)

    monkeypatch.setattr(envelope, "_info", lambda number, _bound, epoch: real_info(number, b"", epoch))
    with monkeypatch.context() as inner:
        ciphertext, key = SEALER.seal(PLAIN, bound_to=BOUND, keys=KEYS)
        with pytest.raises(ProofMismatch):  # the inner layer alone still stops it
            an_opener().open(ciphertext, key, bound_to=b"row 2", epoch=EPOCH)
        inner.setattr(envelope, "AESGCM", Unbound)
        ciphertext, key = SEALER.seal(PLAIN, bound_to=BOUND, keys=KEYS)
        assert an_opener().open(ciphertext, key, bound_to=b"row 2", epoch=EPOCH) == PLAIN


def test_a_key_sealed_to_a_later_month_opens_with_that_months_keys_alone() -> None:
    ciphertext, key = SEALER.seal(PLAIN, bound_to=BOUND, keys=KEYS)
    later = two_people("2026-10").keys
    moved = an_opener().rewrap(key, bound_to=BOUND, epoch=EPOCH, keys=later)
    assert an_opener("2026-10").open(ciphertext, moved, bound_to=BOUND, epoch="2026-10") == PLAIN
    with pytest.raises(NotEnrolled):
        an_opener().open(ciphertext, moved, bound_to=BOUND, epoch="2026-10")
    with pytest.raises(ProofMismatch):
        an_opener(EPOCH, "2026-10").open(ciphertext, moved, bound_to=BOUND, epoch=EPOCH)


def test_an_old_half_and_a_new_one_do_not_fit_together() -> None:
    ciphertext, key = SEALER.seal(PLAIN, bound_to=BOUND, keys=KEYS)
    people = two_people()
    moved = an_opener().rewrap(key, bound_to=BOUND, epoch=EPOCH, keys=KEYS)
    mixed = WrappedKey(key.first, moved.second)
    opener = TwoPersonOpener(PersonKeys(1, {EPOCH: people.first}), PersonKeys(2, {EPOCH: people.second}))
    with pytest.raises(ProofMismatch):
        opener.open(ciphertext, mixed, bound_to=BOUND, epoch=EPOCH)


def _flipped(octets: bytes, place: int) -> bytes:
    return octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]

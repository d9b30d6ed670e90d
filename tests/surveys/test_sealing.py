"""A response is sealed in one size, opens to what was said, and is refused where anything of it was changed."""

import os
from dataclasses import replace

import pytest
from survey_builders import (
    LANGUAGES,
    OTHER_WAVE,
    a_consent,
    a_hosted_wave,
    a_visit,
    an_instrument,
    an_item,
    some_answers,
)
from survey_place import an_opener

from ledger.errors import ProofMismatch, Unacceptable
from ledger.jobs.survey.respond import seal
from ledger.jobs.survey.visits import accepted
from ledger.model.survey.consent import Purpose
from ledger.model.survey.instrument import ItemType
from ledger.model.survey.response import Channel, Response, SealedResponse, Standing, Visit
from ledger.model.survey.wave import HostedWave
from ledger.proof.salted import verify_one
from ledger.surveys import sealing
from ledger.surveys.sealing import disclosed, opened, plaintext_sizes
from ledger.vault.envelope import TwoPersonSealer

WAVE = a_hosted_wave()
CODE = "4820553190276643"
LONGEST = a_visit(
    consent=a_consent(purposes=frozenset(Purpose)),
    answers=some_answers(threats="deport family wage_cut", fee_months="999999", gender="another"),
    free_texts={"own_words": "\U0001f600" * 500, "call_back": "+" + "9" * 20},
    site="s" * 64,
    device="d" * 64,
    seconds=10**9,
    channel=Channel.VOICE,
)
COVER = a_visit(consent=None, answers={}, site="s")


def response_of(visit: Visit, wave: HostedWave = WAVE) -> Response:
    return accepted(visit, wave, receipt_code=CODE, sequence=3, arrived_at=1_790_600_123)


def sealed_of(response: Response, wave: HostedWave = WAVE) -> SealedResponse:
    return seal(response, wave, entropy=os.urandom, sealer=TwoPersonSealer(), receipt_tag=b"\x01" * 32)


@pytest.mark.parametrize("visit", [a_visit(), LONGEST, COVER], ids=["some", "longest", "cover"])
def test_a_response_opens_to_what_was_said(visit: Visit) -> None:
    response = response_of(visit)
    found = opened(sealed_of(response), WAVE, an_opener())
    assert found.response == response


def test_everything_is_of_one_size_whatever_was_said() -> None:
    visits = [a_visit(), LONGEST, COVER, *(a_visit(language=each) for each in LANGUAGES)]
    rows = [sealed_of(response_of(each)) for each in visits]
    fields = ("response_id", "commitment", "ciphertext", "free_text", "receipt_tag", "epoch", "wave")
    assert len({tuple(len(getattr(row, name)) for name in fields) for row in rows}) == 1
    assert {len(half) for row in rows for key in (row.key, row.free_text_key) for half in (key.first, key.second)} == {
        80
    }


def test_planted_without_padding_lengths_tell_who_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    padded = sealing._padded
    monkeypatch.setattr(sealing, "_padded", lambda part, size: padded(part, size).rstrip(b"\x00"))
    some, cover = (len(sealed_of(response_of(each)).ciphertext) for each in (a_visit(), COVER))
    assert some > cover


def test_the_largest_instrument_that_can_be_asked_still_fits_its_own_size() -> None:
    items = [an_item(f"item_{at}" + "x" * 50) for at in range(60)]
    items += [an_item(f"text_{at}", type=ItemType.TEXT) for at in range(3)]
    wave = a_hosted_wave(instrument=an_instrument(items=tuple(items)))
    said = {item.name: "yes" for item in items if item.type is ItemType.ONE}
    texts = {item.name: '"\\' * 250 for item in items if item.type is ItemType.TEXT}
    response = response_of(a_visit(answers=said, free_texts=texts), wave)
    assert opened(sealed_of(response, wave), wave, an_opener()).response == response


def test_what_does_not_fit_is_refused_and_not_cut() -> None:
    response = replace(response_of(a_visit()), answers={"bus_late": "y" * 5_000})
    with pytest.raises(Unacceptable, match="larger"):
        sealed_of(response)
    assert all(size % 256 == 0 for size in plaintext_sizes(WAVE.instrument))


def test_one_answer_can_be_shown_without_the_others() -> None:
    row = sealed_of(response_of(a_visit(answers={"bus_late": "no", "passport_kept": "yes"})))
    one = disclosed(row, WAVE, an_opener(), "passport_kept")
    verify_one(one, row.commitment, wave=WAVE.token)
    assert one.answer == "yes"
    skipped = disclosed(row, WAVE, an_opener(), "threats")
    verify_one(skipped, row.commitment, wave=WAVE.token)
    assert skipped.answer is None
    for item in ("own_words", "help_first", "nothing"):
        with pytest.raises(Unacceptable, match="item"):
            disclosed(row, WAVE, an_opener(), item)


@pytest.mark.parametrize("name", ["response_id", "wave", "commitment", "ciphertext", "free_text"])
def test_a_row_in_which_anything_was_changed_is_refused(name: str) -> None:
    row = sealed_of(response_of(a_visit()))
    for at in (0, -1):
        value = getattr(row, name)
        changed = OTHER_WAVE if name == "wave" else bytearray(value)
        if isinstance(changed, bytearray):
            changed[at] ^= 1
        wave = replace(WAVE, token=OTHER_WAVE) if name == "wave" else WAVE
        with pytest.raises(ProofMismatch):
            opened(replace(row, **{name: changed if name == "wave" else bytes(changed)}), wave, an_opener())  # type: ignore[arg-type]


def test_parts_of_two_rows_do_not_mix() -> None:
    one, other = (sealed_of(response_of(each)) for each in (a_visit(), COVER))
    for mixed in (
        replace(one, ciphertext=other.ciphertext, key=other.key),
        replace(one, free_text=other.free_text, free_text_key=other.free_text_key),
        replace(one, commitment=other.commitment),
        replace(one, ciphertext=one.free_text, key=one.free_text_key),
    ):
        with pytest.raises(ProofMismatch):
            opened(mixed, WAVE, an_opener())


def test_a_destroyed_free_text_leaves_the_answers_and_their_commitment() -> None:
    row = sealed_of(response_of(LONGEST))
    gone = replace(row, free_text=b"", free_text_key=replace(row.free_text_key, first=b"", second=b""))
    found = opened(gone, WAVE, an_opener())
    assert found.response == replace(response_of(LONGEST), free_texts={})
    assert found.response.standing is Standing.ANSWERED


def test_planted_without_comparing_commitments_another_one_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    row = replace(sealed_of(response_of(a_visit())), commitment=b"\x00" * 32)
    monkeypatch.setattr(sealing.hmac, "compare_digest", lambda _one, _other: True)
    assert opened(row, WAVE, an_opener()).response == response_of(a_visit())

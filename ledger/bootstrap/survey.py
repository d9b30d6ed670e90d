"""The worker line's two places: the operator's host, which can only write, and the custodian's own machine."""

import os
from pathlib import Path

from ledger.bootstrap.opening import SystemClock
from ledger.errors import BadSetting, KeyUnreadable, NotEnrolled, StoreFailed
from ledger.model.survey.response import EpochKeys
from ledger.ports.survey import CustodianPlace, SurveyHost
from ledger.settings import Settings
from ledger.vault.custodian_book import SqliteCustodianBook, new_book
from ledger.vault.envelope import TwoPersonOpener, TwoPersonSealer
from ledger.vault.keyfile import CHOSEN_ROUNDS
from ledger.vault.person_keys import STANDING, PersonKeys, enrol, forget_epoch, load_person, public_halves
from ledger.vault.survey_vault import SqliteSurveyVault

PEOPLE = (1, 2)
_BOOK = "book.db"


def open_survey_host(settings: Settings) -> SurveyHost:
    """Open the operator's side in HOME/survey. Raises StoreFailed."""
    return SurveyHost(SqliteSurveyVault(settings.home / "survey"), TwoPersonSealer(), SystemClock(), os.urandom)


def enrol_person(home: Path, person: int, passphrase: str, epoch: str, *, rounds: int = CHOSEN_ROUNDS) -> bytes:
    """Make one of the two people's key of a month on the custodian's machine, and give its public half (32 bytes).

    Once both people are there the custodian's book is made. Raises BadSetting for a person other than 1 and 2, for a
    passphrase that is short or that of the other person, KeyUnreadable for a wrong one.
    """
    if person not in PEOPLE:
        raise BadSetting(setting="person", reason="is neither 1 nor 2", mend="two people hold the keys")
    other = key_file(home, 3 - person)
    if other.exists() and not key_file(home, person).exists():
        _require_other_passphrase(other, passphrase)
    _private_folder(home)
    public = enrol(key_file(home, person), person=person, passphrase=passphrase, epoch=epoch, rounds=rounds)
    if other.exists() and not (home / _BOOK).exists():
        new_book(home / _BOOK, {each: public_halves(key_file(home, each))[STANDING] for each in PEOPLE})
    return public


def open_custodian(home: Path, *, passphrases: tuple[str, ...]) -> CustodianPlace:
    """Open the custodian's place with one person's passphrase, for the book and cases, or with both, for answers too.

    `registry` is None here. Raises NotEnrolled where people are missing, KeyUnreadable for nobody's passphrase.
    """
    people = {person: keys for person, (_, keys) in _unlocked(home, passphrases).items()}
    opener = TwoPersonOpener(people[1], people[2]) if len(people) == len(PEOPLE) else None
    book = SqliteCustodianBook(home / _BOOK, next(iter(people.values())))
    names = tuple(sorted(keys.name for keys in people.values()))
    return CustodianPlace(book, SystemClock(), os.urandom, TwoPersonSealer(), opener, people=names)


def epoch_keys(home: Path, epoch: str) -> EpochKeys:
    """Give both people's public keys of a month. Raises NotEnrolled where one of them has none."""
    first, second = (public_halves(key_file(home, person)).get(epoch) for person in PEOPLE)
    if first is None or second is None:
        mend = "have each person make it: `tierlight survey people`"
        raise NotEnrolled(reason=f"not both people have a key of {epoch}", mend=mend)
    return EpochKeys(epoch, first, second)


def held_epochs(home: Path) -> tuple[str, ...]:
    """Give the months that either of the two people still has a key of."""
    halves = (public_halves(key_file(home, person)) for person in PEOPLE)
    return tuple(sorted({epoch for each in halves for epoch in each} - {STANDING}))


def forget_epoch_of_both(home: Path, *, passphrases: tuple[str, ...], epoch: str) -> int:
    """Destroy both people's private keys of a month, and give how many there were."""
    return sum(
        forget_epoch(key_file(home, person), passphrase=passphrase, epoch=epoch)
        for person, (passphrase, _) in _unlocked(home, passphrases).items()
    )


def key_file(home: Path, person: int) -> Path:
    """Where a person's keys lie: a file each, which may be a path to a device that this person takes away."""
    return home / "people" / f"person-{person}.json"


def _unlocked(home: Path, passphrases: tuple[str, ...]) -> dict[int, tuple[str, PersonKeys]]:
    """Whose passphrase each is, and that person's keys, in whatever order they were given."""
    found: dict[int, tuple[str, PersonKeys]] = {}
    for passphrase in passphrases:
        person, keys = _whose(home, passphrase, [each for each in PEOPLE if each not in found])
        found[person] = (passphrase, keys)
    if not found:
        raise NotEnrolled(reason="no passphrase was given", mend="give one person's for cases, both for answers")
    return found


def _whose(home: Path, passphrase: str, people: list[int]) -> tuple[int, PersonKeys]:
    refusal: KeyUnreadable | None = None
    for person in people:
        try:
            return person, load_person(key_file(home, person), passphrase=passphrase)
        except KeyUnreadable as error:
            refusal = error
    raise refusal or NotEnrolled(reason="a third passphrase was given", mend="two people hold the keys")


def _require_other_passphrase(other: Path, passphrase: str) -> None:
    """Two people with one passphrase are one person."""
    try:
        load_person(other, passphrase=passphrase)
    except KeyUnreadable:
        return
    raise BadSetting(setting="passphrase", reason="is the other person's", mend="let each person choose their own")


def _private_folder(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreFailed(doing="make the custodian's folder", reason=error.strerror or type(error).__name__) from error

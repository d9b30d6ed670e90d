"""Rows that came on paper or tablets are sealed on the custodian's machine and handed to the host, each once.

They go the way of every visit: judged by `visits.accepted`, sealed by `respond.seal`. The host learns a keyed hash of
what a row is known by, so that form numbers tell it nothing.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ledger.errors import LedgerError, StoreFailed, WaveClosed
from ledger.jobs.survey.respond import seal
from ledger.jobs.survey.visits import accepted
from ledger.model.survey.response import Response, Standing, Visit
from ledger.model.survey.wave import HostedWave, WavePlan
from ledger.ports.survey import CustodianBook, CustodianPlace, Entropy, Host
from ledger.proof.canonical import Json
from ledger.surveys.channels.rows import Placing, Row, Unread, visit_of_row
from ledger.surveys.receipt_code import new_code, read_code

_IMPORTS = "imports"
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What became of the rows. `repeated` came before; `refused` tells places and reasons, never answers."""

    kept: int
    repeated: int
    refused: tuple[Unread, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    message: str
    response: Response


def site_names(plan: WavePlan) -> dict[str, str]:
    """Give every name that a row may call a site of this wave by, and its token: identifier, token, keyword."""
    own = {name: site.token for site in plan.sites for name in (site.site, site.token)}
    return {**{route.code: route.site for route in plan.hosted.routes}, **own}


def bring_in(
    place: CustodianPlace, host: Host | None, plan: WavePlan, rows: Iterable[Row], placing: Placing
) -> BroughtIn:
    """Seal the rows of a planned wave and hand them to its host; without a host they are only judged.

    A row that does not fit is refused by itself and the others are kept; the same file again keeps nothing twice, so a
    corrected file can be brought in whole. Raises WaveClosed, NotFound, StoreFailed where the host refuses all.
    """
    wave = plan.hosted
    ready, refused = list[_Ready](), list[Unread]()
    for row in rows:
        try:
            visit = visit_of_row(row, wave, placing)
            ready.append(_Ready(row.message, _response(visit, wave, place.entropy, now=place.clock.now())))
        except (WaveClosed, StoreFailed):
            raise
        except LedgerError as error:
            refused.append(Unread(row.place, error))
    if host is None:
        return BroughtIn(len(ready), 0, tuple(refused))
    kept = sum(_hand_over(place, host, wave, ready))
    return BroughtIn(kept, len(ready) - kept, tuple(refused))


def _response(visit: Visit, wave: HostedWave, entropy: Entropy, *, now: int) -> Response:
    """The response under its visitor's own code (a slip torn off the form), else a new one that nobody has.

    A cover is never under the visitor's own: what is there (the slip's cover, or earlier answers) is not replaced.
    """
    code = new_code(entropy) if visit.receipt_code is None else read_code(visit.receipt_code)
    response = accepted(visit, wave, receipt_code=code, sequence=1, arrived_at=now)
    return response if response.standing is Standing.ANSWERED else replace(response, receipt_code=new_code(entropy))


def _hand_over(place: CustodianPlace, host: Host, wave: HostedWave, ready: Sequence[_Ready]) -> Iterable[bool]:
    key = _message_key(place.book, wave.token, place.entropy)
    brought = _Brought(place.book, wave.token)
    tags = host.receipt_tags(wave.token, [each.response.receipt_code for each in ready]) if ready else ()
    try:
        for each, tag in zip(ready, tags, strict=True):
            sealed = seal(each.response, wave, entropy=place.entropy, sealer=place.sealer, receipt_tag=tag)
            message = hmac.digest(key, each.message.encode(), "sha256")
            yield brought.is_new(message) and host.add_sealed(wave.token, (sealed,), message=message)
            brought.add(message)
    finally:
        brought.write()


class _Brought:
    """What was handed over before, on this machine: the host forgets a row that was withdrawn, and takes it again."""

    def __init__(self, book: CustodianBook, token: str) -> None:
        self._book, self._name = book, f"{token} brought in"
        found = book.get(_IMPORTS, self._name)
        self._messages = {str(each) for each in found} if isinstance(found, list) else set[str]()

    def is_new(self, message: bytes) -> bool:
        return message.hex() not in self._messages

    def add(self, message: bytes) -> None:
        self._messages.add(message.hex())

    def write(self) -> None:
        self._book.put(_IMPORTS, self._name, list[Json](sorted(self._messages)))


def _message_key(book: CustodianBook, token: str, entropy: Entropy) -> bytes:
    """The wave's own key for what rows are known by: made once, and it stays on this machine."""
    found = book.get(_IMPORTS, token)
    if isinstance(found, str):
        return bytes.fromhex(found)
    key = entropy(_KEY_BYTES)
    book.put(_IMPORTS, token, key.hex())
    return key

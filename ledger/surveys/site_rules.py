"""What a plan says of one site, judged before anything is kept: what is wrong here would stop the wave's releases.

They are made after workers answered, and none of this can be mended then.
"""

import re
from collections.abc import Sequence

from ledger.errors import Unacceptable, WaveRefused
from ledger.model.survey.wave import Roster
from ledger.proof.identifiers import uri_fault
from ledger.proof.wire import read_did
from ledger.surveys.site_name import site_name

_SHARES = ("migrant", "night_shift", "agency_hired", "women")
_MOST_LETTERS = 512  # as the statements have it in which a release names its site
_SITE = re.compile(
    r"(?:https?://[^\s/?#\x00-\x1f\x7f]|(?!https?:)[a-z][a-z0-9+.-]*:)[^\s\x00-\x1f\x7f]+", re.IGNORECASE
)
_NO_SITE = "write its full URI without spaces, as https://id.gs1.org/414/9506000134376"


def require_site(site: str, roster: Roster, readers: Sequence[str]) -> None:
    """Return when identifier, roster and readers of a site may stand in a plan. Raises WaveRefused naming the entry.

    NOT checked: whether there is such a site, whether the roster is right, whether the readers are registered.
    """
    _require_identifier(site)
    if roster.workers < 1:
        raise _refused(site, f"workers is {roster.workers}, and nobody could be asked", "set workers to 1 or more")
    for name in _SHARES:
        share: float | None = getattr(roster, name)
        if share is not None and not 0 <= share <= 1:
            raise _refused(site, f"{name} is {share}, and is a share", f"set {name} from 0 to 1, or leave it out")
    _require_readers(site, readers)


def site_fault(site: str) -> tuple[str, str] | None:
    """Give what is wrong with a site's identifier and its mend; None where a plan, a case and a release may name it."""
    text = site.strip()
    if len(text) > _MOST_LETTERS or not _SITE.fullmatch(text):
        return "is no URI that a release could name", _NO_SITE
    fault = uri_fault(site_name(text))
    return None if fault is None else (fault.reason, fault.mend)


def _require_identifier(site: str) -> None:
    fault = site_fault(site)
    if fault is not None:
        reason, mend = fault
        raise _refused(repr(site), f"site {reason}", mend)


def _require_readers(site: str, readers: Sequence[str]) -> None:
    mend = "set readers to the DIDs of its brands, its operator and its auditors, as did:web:brand.example"
    if not readers:
        raise _refused(site, "readers is empty, so that nobody would read its release", mend)
    for each in readers:
        try:
            read_did(each, field="readers")
        except Unacceptable as error:
            raise _refused(site, f"{each!r} among its readers {error.reason}", mend) from error


def _refused(site: str, reason: str, mend: str) -> WaveRefused:
    return WaveRefused(rule="sites", reason=f"{site}: {reason}", mend=mend)

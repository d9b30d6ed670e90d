"""The file in which a custodian gives what it knows of audits, where the ledger is not on its machine: TOML, strict."""

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor_cli.refusals import WrongUsage
from ledger.errors import Unacceptable
from ledger.jobs.survey.known_audits import TOPICS, is_recent
from ledger.proof.frozen_form import read_form
from ledger.risk.same_report import AuditReport
from ledger.surveys.help_book import plain
from ledger.surveys.quality.audits import Audited, KnownAudits
from ledger.surveys.site_name import site_name

_MOST_BYTES = 5_000_000
_MEND = (
    'write [[audit]] tables with site, assessor, conducted_on = "2026-10-01", found = ["fees"], report_hash or text; '
    '[[remedy]] tables with site and verified_on = "2026-10-01"'
)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One visit: `found` are the topics of its findings; the report's hash, its words, or both."""

    site: str
    assessor: str
    conducted_on: str
    found: tuple[str, ...]
    report_hash: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class RemedyEntry:
    """A remedy that workers or their organisation verified."""

    site: str
    verified_on: str


@dataclass(frozen=True, slots=True)
class AuditsEntry:
    """The whole file."""

    audit: tuple[AuditEntry, ...] = ()
    remedy: tuple[RemedyEntry, ...] = ()


def audits_in_file(path: Path, *, as_of: date) -> KnownAudits:
    """Give what the file says, audits as far as they count on this day. Raises WrongUsage naming field and mend."""
    try:
        raw = path.read_bytes()[: _MOST_BYTES + 1]
        found = read_form(AuditsEntry, plain(tomllib.loads(raw.decode())))
        return _known(found, as_of)
    except (OSError, ValueError) as error:
        raise WrongUsage(field="--audits", reason="cannot be read", mend=_MEND) from error
    except Unacceptable as error:
        raise WrongUsage(field=f"--audits, {error.field}", reason=error.reason, mend=_MEND) from error


def _known(found: AuditsEntry, as_of: date) -> KnownAudits:
    clean, remedied = defaultdict[str, set[str]](set), dict[str, date]()
    for number, each in enumerate(found.audit):
        if unknown := set(each.found) - TOPICS - {"other"}:
            raise Unacceptable(field=f"audit[{number}].found", reason=f"has no topic {min(unknown)!r}", mend=_MEND)
        if is_recent(each.conducted_on, as_of):
            clean[site_name(each.site)] |= TOPICS - set(each.found)
    for remedy in found.remedy:
        site, day = site_name(remedy.site), date.fromisoformat(remedy.verified_on)
        remedied[site] = max(day, remedied.get(site, day))
    return KnownAudits(
        {site: Audited(frozenset(clean[site]), remedied.get(site)) for site in {*clean, *remedied}},
        tuple(AuditReport(site_name(each.site), each.assessor, each.report_hash, each.text) for each in found.audit),
    )

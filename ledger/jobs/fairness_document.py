"""Replies, disputes and rulings, and how auditors stand, as the assessment document prints them."""

from ledger.jobs.asking_document import ASKED_READ, asked_document
from ledger.model.assessment import Assessment
from ledger.model.fairness import AuditorStanding, FlagReply, Notice
from ledger.proof.canonical import Json

READS = (
    "A reply stands wherever its flag stands. A ruling is what its reviewer signed; what it overturns keeps its place "
    "with weight 0. A declaration of independence is the auditor's own word and raises no credit."
)


def fairness_document(assessment: Assessment) -> dict[str, Json]:
    """Give `replies` in the order of their days, `notices` and `asked` by site, `auditors` by DID, and how to read
    them."""
    return {
        "replies": [reply_document(each) for each in assessment.replies],
        "notices": [_notice(each) for each in assessment.notices],
        "asked": [asked_document(each) for each in assessment.asked],
        "asked_read": ASKED_READ,
        "auditors": [_auditor(each) for each in assessment.auditors],
        "replies_read": READS,
    }


def reply_document(reply: FlagReply) -> dict[str, Json]:
    """Give one reply, dispute or ruling."""
    return {
        "flag": reply.flag,
        "finding": reply.finding,
        "site": reply.site,
        "kind": reply.kind,
        "by": reply.by,
        "text": reply.text,
        "on": reply.on.isoformat(),
        "due": reply.due.isoformat() if reply.due else None,
        "outcome": reply.outcome,
        "record_id": reply.record_id,
    }


def _auditor(standing: AuditorStanding) -> dict[str, Json]:
    return {
        "auditor": standing.auditor,
        "independence": standing.independence,
        "ruled": standing.ruled,
        "overturned": standing.overturned,
    }


def _notice(notice: Notice) -> dict[str, Json]:
    return {
        "record_id": notice.record_id,
        "site": notice.site,
        "by": notice.by,
        "size": notice.size,
        "on": notice.on.isoformat(),
        "ends": notice.ends.isoformat() if notice.ends else None,
        "upheld_by": notice.upheld_by,
        "needed": notice.needed,
        "counts_from": notice.counts_from.isoformat() if notice.counts_from else None,
    }

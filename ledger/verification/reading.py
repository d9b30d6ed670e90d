"""Each verdict as the sentence that people read. None of them says that a content is true."""

from ledger.model.verdict import WHAT_VALID_MEANS, VerdictKind

_SENTENCES = {
    VerdictKind.INVALID: "this record does not hold: {detail}",
    VerdictKind.CANNOT_VERIFY: "this program cannot tell: {detail}",
    VerdictKind.UNANCHORED: "kept by the operator, not yet in an anchored head: so far only the operator's word",
    VerdictKind.TIME_UNPROVABLE: "signature and inclusion hold, and the time cannot be shown any more: {detail}",
    VerdictKind.DISPUTED: "the key was reported stolen for this time; that is all this verdict says",
    VerdictKind.REVOKED: "withdrawn {detail}",
    VerdictKind.SUPERSEDED: "replaced {detail}",
    VerdictKind.EXPIRED: "signature and time check out, but {detail}",
    VerdictKind.VALID: WHAT_VALID_MEANS,
}


def phrase(kind: VerdictKind, detail: str) -> str:
    """Give the sentence for a verdict; `detail` is the deciding check's."""
    return _SENTENCES[kind].format(detail=detail)

"""No line of a wave is run by who has a stake in what workers say: buyer, site, recruiter, ledger's operator (S10).

They are known by their DIDs alone, so that a line is compared with the words of these: "Acme", "Acme Ltd" and "Acme
Ethics Hotline" are did:web:acme.example, "Union of Acme Workers" is not. NOT found: a line under a name of its own, or
a call centre that somebody pays. So the custodian attests of every line who runs it, after a call.
"""

from collections.abc import Collection, Sequence

from ledger.errors import WaveRefused
from ledger.model.survey.wave import HelpLine
from ledger.reference.folded import folded, squeezed

_LEAST_LETTERS = 3  # of a part of a name: "www" aside, shorter ones are countries and second levels
_SAYS_NOTHING = frozenset({  # of who somebody is
    "the", "a", "of", "and", "for", "by", "group", "holding", "holdings", "company", "co", "corp", "corporation",
    "inc", "ltd", "limited", "llc", "plc", "gmbh", "ag", "sa", "bv", "nv", "srl", "spa", "pvt", "pte", "private",
    "sdn", "bhd", "jsc", "helpline", "hotline", "line", "help", "desk", "service", "services", "support", "ethics",
    "integrity", "compliance", "speak", "up", "speakup", "grievance", "complaints", "complaint", "whistleblower",
    "whistleblowing", "care", "hr", "human", "resources", "sustainability", "sourcing", "supplier", "suppliers",
    "buyer", "buying", "office", "team", "department",
})  # fmt: skip


def require_independent(lines: Sequence[HelpLine], interested: Collection[str]) -> None:
    """Return where no line says that one of these parties (DIDs) runs it. Raises WaveRefused naming line and party."""
    for line in lines:
        did = next((each for each in sorted(interested) if is_run_by(line, each)), None)
        if did is not None:
            reason = f"{line.name} is run by {did}, which buys from the site, runs it, hires for it or runs the ledger"
            mend = "name a line of workers or of an organisation that none of these runs"
            raise WaveRefused(rule="S10", reason=reason, mend=mend)


def is_run_by(line: HelpLine, did: str) -> bool:
    """Say whether name, operator or confirmer of a line is this party, as its DID has it."""
    names = _names_of(did)
    told = [each for each in (line.name, line.operated_by, line.confirmed_by) if each]
    return any(_is_one_of(each, names) or squeezed(did) in squeezed(each) for each in told)


def _is_one_of(told: str, names: Collection[str]) -> bool:
    left = "".join(word for word in folded(told).split() if word not in _SAYS_NOTHING)
    return left in names or squeezed(told) in names


def _names_of(did: str) -> frozenset[str]:
    """The host of a did:web, and each part of it but the last."""
    method, _, rest = did.removeprefix("did:").partition(":")
    host = rest.partition(":")[0].partition("%")[0]
    if method != "web" or not host:
        return frozenset()
    labels = [label for label in host.split(".")[:-1] if label != "www" and len(label) >= _LEAST_LETTERS]
    return frozenset(map(squeezed, [host, *labels]))

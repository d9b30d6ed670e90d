"""Every planted bug."""

from scripts.planted_bugs.anchor_log import ANCHOR_LOG
from scripts.planted_bugs.attestation_registry import ATTESTATION_REGISTRY
from scripts.planted_bugs.bug import Bug, Forge
from scripts.planted_bugs.key_registry import KEY_REGISTRY
from scripts.planted_bugs.rules import RULES
from scripts.planted_bugs.survey_registry import SURVEY_REGISTRY

_OF_INVARIANTS = (*ANCHOR_LOG, *KEY_REGISTRY, *ATTESTATION_REGISTRY, *SURVEY_REGISTRY)
BUGS = (*_OF_INVARIANTS, *RULES)


def short_bugs() -> tuple[Bug, ...]:
    """For each invariant the first bug that a forge test catches; it is caught sooner than by a proof."""
    first: dict[str, Bug] = {}
    for bug in _OF_INVARIANTS:
        if isinstance(bug.caught_by, Forge):
            first.setdefault(bug.invariant, bug)
    return tuple(first.values())

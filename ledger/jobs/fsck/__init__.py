"""Trust nothing stored: recompute the log from statements and chain, and name each row and head that disagrees.

place       the deployment document and what it commits to
heads       the chain of heads, and their way to the chain
anchors     what the chain holds of each head
evidence    kept proofs, proven again
statements  each record: digest, signature, and the columns that follow from it
tree        entries and tree nodes, head by head; `ruling` tells which of two is wrong, by the anchored root
terms       what queries find an event by, recomputed from the statements
credits     certified quantities, recomputed from the statements
keys        the key registry as kept, against the chain's
whole       all of it, in order
"""

from ledger.jobs.fsck.scene import Progress
from ledger.jobs.fsck.whole import fsck

__all__ = ["Progress", "fsck"]

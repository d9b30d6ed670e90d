"""The world outside, and what this ledger keeps, is not as it must be."""

from ledger.errors.base import LedgerError


class StoreFailed(LedgerError, code="store-failed"):
    """The database did not take or give what was asked; nothing was acknowledged."""

    doing: str
    reason: str


class UnsafeStore(LedgerError, code="unsafe-store"):
    """The database runs with settings that may lose an acknowledged write."""

    setting: str
    found: str
    needs: str


class ChainAway(LedgerError, code="chain-away"):
    """The chain did not answer usably. What was sent to it may or may not have arrived: its fate is unknown."""

    doing: str
    reason: str
    mend: str = "start the chain (`tierlight chain up`) or check --chain-url; anchoring resumes by itself"


class StateGone(ChainAway, code="state-gone"):
    """The node answers, and no longer has what that old block left behind: its state, or its receipts."""

    mend: str = "nothing: what can still be shown is kept; an archive node could show more"


class NodeBehind(ChainAway, code="node-behind"):
    """The node answers, and has not got as far as a block that was there before; nothing is concluded from that."""

    mend: str = "nothing: the node catches up, or another chain grows past that block and is then followed"


class WrongChain(LedgerError, code="wrong-chain"):
    """The endpoint is another chain, or holds other code, than the one this ledger was deployed to."""

    field: str
    expected: str
    found: str
    mend: str = "point TIERLIGHT_CHAIN_URL at the chain of this ledger; nothing was sent"


class ChainRefused(LedgerError, code="chain-refused"):
    """The chain answered that a call or transaction reverts."""

    doing: str
    reason: str


class LogDisagrees(LedgerError, code="log-disagrees"):
    """What the database holds does not extend the head that was anchored; anchoring stops until a person looks."""

    size: int
    reason: str
    mend: str = "run `tierlight fsck`; restore from a backup; never repair by hand"


class KeysNotCarried(LedgerError, code="keys-not-carried"):
    """The move is made, and nothing is anchored at the new place yet: what waits there is signed with keys that the
    registry does not have, and would become INVALID for good."""

    parties: tuple[str, ...]
    mend: str = "have them register their keys at the new place and make the call again, or add --without-keys"


class GraphBehind(LedgerError, code="graph-behind"):
    """The supply graph does not cover the log size that was asked for yet; nothing was answered."""

    min_log_size: int
    log_size: int
    mend: str = "ask again a little later, or ask without min_log_size"


class ReplayBusy(LedgerError, code="replay-busy"):
    """Another older state of the log is being replayed just now; nothing was answered."""

    mend: str = "ask again a little later, or ask about the newest state"


class PrintingBusy(LedgerError, code="printing-busy"):
    """Another report is being set as a PDF just now; nothing was answered."""

    mend: str = "ask again a little later, or ask for .html or .json"


class CheckingBusy(LedgerError, code="checking-busy"):
    """The public lists are being checked just now for somebody else; nothing was answered."""

    mend: str = "ask again a little later"


class SurveysBusy(LedgerError, code="surveys-busy"):
    """What anybody may know of the surveys is being gathered just now for somebody else; nothing was answered."""

    mend: str = "ask again a little later"


class LeaseLost(LedgerError, code="lease-lost"):
    """Another anchorer holds the lease; this one wrote nothing."""

    holder: str


class NotDeployed(LedgerError, code="not-deployed"):
    """This data folder has no contracts yet."""

    home: str
    mend: str = "run `tierlight deploy`"


class HomeInUse(LedgerError, code="home-in-use"):
    """The data folder, file or port is already taken."""

    what: str
    mend: str


class BadSetting(LedgerError, code="bad-setting"):
    """A setting has a value that does not work."""

    setting: str
    reason: str
    mend: str


class KeyUnreadable(LedgerError, code="key-unreadable"):
    """A key file is missing, is not a keystore, or its passphrase is wrong."""

    file: str
    reason: str
    mend: str


class EndpointsDisagree(LedgerError, code="endpoints-disagree"):
    """The two endpoints of the chain tell different things about the same block; nothing was concluded."""

    what: str
    first: str
    second: str
    mend: str = "nothing, if one of them only lags; else find out which one lies, and replace it"


class NoGasMoney(LedgerError, code="no-gas-money"):
    """The anchoring account cannot pay; records are kept, and anchored once it can."""

    account: bytes
    needs_wei: int
    has_wei: int
    mend: str = "send gas money to the account; anchoring resumes by itself"


class SignerAway(LedgerError, code="signer-away"):
    """The remote signer did not sign; nothing was sent."""

    signer: str
    reason: str
    mend: str = "start the remote signer, or unlock the account in it; anchoring resumes by itself"


class ReportPartMissing(LedgerError, code="report-part-missing"):
    """A program or library that a report or plot is drawn with is not installed; nothing was written."""

    part: str
    reason: str
    mend: str

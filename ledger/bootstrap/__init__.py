"""The only package that names an adapter: settings in, a working ledger out. One open call for every program."""

from ledger.bootstrap.copies import compare_backup, compare_database
from ledger.bootstrap.custody import examine_custody
from ledger.bootstrap.deploying import (
    adopt_deployment,
    deploy_ledger,
    move_ledger,
    plan_move,
    retire_log_keys,
    rotate_log_keys,
)
from ledger.bootstrap.examining import open_to_examine
from ledger.bootstrap.keys import new_key, operator_secret, password_of
from ledger.bootstrap.migration import Moved
from ledger.bootstrap.opening import (
    OPERATOR_DID,
    Ledger,
    SystemClock,
    chain_url,
    initialise,
    local_chain,
    open_ledger,
    reference_shelf,
    registrar,
)
from ledger.bootstrap.writer import change_writer
from ledger.jobs.left_chain import LeftChain

__all__ = [
    "OPERATOR_DID",
    "Ledger",
    "LeftChain",
    "Moved",
    "SystemClock",
    "adopt_deployment",
    "chain_url",
    "change_writer",
    "compare_backup",
    "compare_database",
    "deploy_ledger",
    "examine_custody",
    "initialise",
    "local_chain",
    "move_ledger",
    "new_key",
    "open_ledger",
    "open_to_examine",
    "operator_secret",
    "password_of",
    "plan_move",
    "reference_shelf",
    "registrar",
    "retire_log_keys",
    "rotate_log_keys",
]

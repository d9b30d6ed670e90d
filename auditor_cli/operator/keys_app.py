"""tierlight keys: this operator's key files, and the keys of parties in the registry."""

import typer

from auditor_cli.operator.delegating import keys_delegate, keys_undelegate
from auditor_cli.operator.keys import keys_backup, keys_new, keys_retire
from auditor_cli.operator.keys_change import keys_add, keys_revoke, keys_suspect
from auditor_cli.operator.keys_list import keys_list
from auditor_cli.operator.keys_recover import keys_admins, keys_recover
from auditor_cli.operator.keys_send import keys_send, keys_sign
from auditor_cli.place import verb

PURPOSE = "Key files and API keys of this data folder, and the keys of parties: who signs for whom, since when."
_SENDS = "sends with the registrar key of this data folder"
_CHANGES = (
    *(("add", keys_add), ("revoke", keys_revoke), ("suspect", keys_suspect), ("admins", keys_admins)),
    *(("recover", keys_recover), ("send", keys_send), ("delegate", keys_delegate), ("undelegate", keys_undelegate)),
)


def add_verbs(keys: typer.Typer) -> None:
    """Give the group its verbs."""
    verb(keys, "new", only_here="makes a key on this machine, where it stays")(keys_new)
    verb(keys, "list", only_here="asks the chain of this data folder")(keys_list)
    for name, change in _CHANGES:
        verb(keys, name, only_here=_SENDS)(change)
    verb(keys, "sign", only_here="signs with a key file of this machine")(keys_sign)
    verb(keys, "retire", only_here="signs with the keys of this machine's data folder")(keys_retire)
    verb(keys, "backup", only_here="copies key files of this machine")(keys_backup)

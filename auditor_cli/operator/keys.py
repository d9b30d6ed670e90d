"""tierlight keys new, tierlight keys retire, tierlight keys backup."""

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.links import role_named
from auditor_cli.operator.passphrase import PasswordFile, passphrase
from auditor_cli.output import answer, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage
from ledger.errors import HomeInUse
from ledger.model.party import Role

if TYPE_CHECKING:
    from ledger.settings import Settings

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

TheDid = Annotated[str | None, typer.Option("--did", metavar="DID", help="The party whose key it is.")]
RoleName = Annotated[str | None, typer.Option("--role", metavar="ROLE", help="What the party is registered as.")]
FileName = Annotated[str | None, typer.Option("--name", metavar="NAME", help="The file's name; else after the DID.")]
Register = Annotated[bool, typer.Option("--register", help="Enter party and key on chain, as the registrar.")]
AsApiKey = Annotated[bool, typer.Option("--api-key", help="Make an API key instead, shown once and never again.")]

LogKeys = Annotated[
    bool,
    typer.Option("--log-keys", help="Make this operator's log keys anew and register them; the old ones stay good."),
]


def keys_new(
    place: Place,
    did: TheDid = None,
    role: RoleName = None,
    name: FileName = None,
    register: Register = False,
    api_key: AsApiKey = False,
    log_keys: LogKeys = False,
    password_file: PasswordFile = None,
) -> int:
    """\b
    Example:
      tierlight keys new --did did:web:mill.example --role supplier --register

    Make a signing key as an encrypted file of the data folder, or an API key. The secret key is never shown.
    """
    if log_keys:
        return _rotate_log_keys(place, is_alone=did is role is name is None and not (register or api_key))
    if did is None:
        raise WrongUsage(field="--did", reason="is not given", mend="add for example --did did:web:mill.example")
    roles = role_named(role, field="--role") if role else None
    if roles is None and (register or api_key):
        raise WrongUsage(field="--role", reason="is not given", mend="add for example --role supplier")
    if api_key:
        return _new_api_key(place, did, roles or Role(0))
    settings, file = place.settings(), file_name(name or did)
    if register:
        document = _new_registered(place, did, roles or Role(0), file, password_file)
    else:
        _, document = new_file(settings, did, file, passphrase(settings, password_file, is_new=True))
    document |= {"role": role, "is_registered": register}
    note = "Keep the passphrase: without it the file is worth nothing. Copy the file: `tierlight keys backup TARGET`."
    _answer(place, "NEW KEY", document, note)
    return ExitCode.OK


def new_file(settings: "Settings", did: str, name: str, password: str) -> tuple[bytes, dict[str, Any]]:
    """Make a key file, and give its secret and what is public of it. Raises HomeInUse."""
    from ledger.bootstrap import new_key
    from ledger.proof.typed_data import account_of
    from ledger.proof.wire import hex_text
    from ledger.vault.keyfile import new_secret

    secret = new_secret()
    path = new_key(settings, name=name, secret=secret, password=password)
    return secret, {"did": did, "file": str(path), "signer": hex_text(account_of(secret))}


def _answer(place: Place, title: str, document: dict[str, Any], *notes: str) -> None:
    from auditor_cli.render.facts import draw_facts

    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, title, document, *notes))


def keys_backup(
    place: Place, target: Annotated[Path, typer.Argument(metavar="TARGET", help="A folder that does not exist yet.")]
) -> int:
    """\b
    Example:
      tierlight keys backup /media/safe/tierlight-keys

    Copy every key file to a new folder that only you can read, with the generated passphrase where there is one.
    """
    from auditor_cli.render.facts import draw_facts

    folder = place.settings().keys_folder
    files = sorted(path for path in folder.glob("*") if path.is_file() and not path.name.endswith(".new"))
    if not files:
        raise WrongUsage(field="--home", reason=f"{folder} holds no key", mend="name the data folder with --home")
    if target.exists():
        raise HomeInUse(what=str(target), mend="name a folder that does not exist")
    _copy_privately(files, target)
    document = {"target": str(target), "files": [path.name for path in files]}
    shown = {"target": target, "files": ", ".join(path.name for path in files)}
    note = "Whoever has .password has the keys: keep this copy where you would keep the keys themselves."
    notes = (note,) if any(path.name == ".password" for path in files) else ()
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "COPIED", shown, *notes))
    return ExitCode.OK


def _copy_privately(files: list[Path], target: Path) -> None:
    """Whole or not at all: a draft folder is filled, compared, and then takes its name."""
    draft = target.with_name(target.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    for path in files:
        content = path.read_bytes()
        with os.fdopen(os.open(draft / path.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
            copy.write(content)
            copy.flush()
            os.fsync(copy.fileno())
    draft.replace(target)


def keys_retire(place: Place) -> int:
    """\b
    Example:
      tierlight keys retire

    Revoke the operator's log keys that this folder no longer uses. What they signed before stays good.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.bootstrap import retire_log_keys
    from ledger.proof.wire import hex_text

    retired = [hex_text(each) for each in retire_log_keys(place.settings())]
    title = f"RETIRED  {len(retired)} log keys" if retired else "NOTHING TO RETIRE"
    shown = {f"key {number}": key for number, key in enumerate(retired, 1)}
    answer({"revoked": retired}, as_json=place.as_json, render=lambda console: draw_facts(console, title, shown))
    return ExitCode.OK


def _rotate_log_keys(place: Place, *, is_alone: bool) -> int:
    from ledger.bootstrap import rotate_log_keys
    from ledger.proof.wire import hex_text

    if not is_alone:
        mend = "leave the other options out: log keys are this operator's own"
        raise WrongUsage(field="--log-keys", reason="goes alone", mend=mend)
    fresh = rotate_log_keys(place.settings())
    document = {"log_es256": hex_text(fresh.promise_key), "log_ed25519": hex_text(fresh.checkpoint_key)}
    note = "Restart `tierlight serve`, which still signs with the old keys; then run `tierlight keys retire`."
    _answer(place, "NEW LOG KEYS", document, note)
    return ExitCode.OK


def _new_api_key(place: Place, did: str, roles: Role) -> int:
    from auditor_cli.source.chosen import open_existing
    from ledger.jobs.sign_in import issue_api_key
    from ledger.model.reader import Reader

    ledger = open_existing(place)
    try:
        key = issue_api_key(ledger.world, Reader(did=did, role=roles))
    finally:
        ledger.close()
    document = {"did": did, "role": roles.names[0], "api_key": key}
    note = "Shown this once. Give it as TIERLIGHT_API_KEY, or as Authorization: Bearer."
    _answer(place, "NEW API KEY", document, note)
    return ExitCode.OK


def _new_registered(place: Place, did: str, roles: Role, file: str, password_file: Path | None) -> dict[str, Any]:
    """Enter the party with a new key as its admin and its signing key. One that is registered is refused: no file."""
    from auditor_cli.operator.keys_order import contract_in_words, open_desk
    from ledger.proof.typed_data import account_of, party_id

    with open_desk(place) as desk:
        desk.world.store.name_party(did, party_id(did))
        if party_id(did) in desk.registry.parties:
            mend = f"add a key, by one of its admins: `tierlight keys add {did} --new --by KEYFILE`"
            raise WrongUsage(field="--did", reason=f"{did} is registered already", mend=mend)
        secret, document = new_file(desk.settings, did, file, passphrase(desk.settings, password_file, is_new=True))
        desk.writer.register([(did, account_of(secret), roles)])
        with contract_in_words():
            desk.writer.add_keys([(did, secret, account_of(secret))])
        desk.read_anew()
    tell("registered on your word as the registrar: nobody has compared this key with the party's did.json")
    return document


def file_name(name: str) -> str:
    """Give the name of a key file after a DID, or as it was given. Raises WrongUsage."""
    plain = name.removeprefix("did:web:").replace(":", "-").replace("%", "-")
    if not _FILE_NAME.fullmatch(plain):
        raise WrongUsage(field="--name", reason=f"{plain} is no file name", mend="use letters, digits, dots and dashes")
    return plain

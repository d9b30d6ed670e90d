"""This operator's key files: which there are, and under which passphrase."""

from pathlib import Path

from ledger.settings import Settings
from ledger.vault.keyfile import generated_password, has_generated_password, load_key, new_secret, save_key
from ledger.vault.log_keys import LogKeys, load_log_keys, new_log_keys

OPERATOR_KEYS = ("admin", "registrar", "writer", "custodian")
WRITER = "writer"
NEXT_WRITER = "writer-next"
NEXT_LOG_KEYS = "log-next"
_LOG_KEYS = "log"


def operator_secret(settings: Settings, name: str) -> bytes:
    """Give one of this operator's own secrets. Raises KeyUnreadable."""
    return load_key(key_path(settings, name), password=password_of(settings))


def password_of(settings: Settings) -> str:
    """Give the passphrase of this operator's key files: the folder's generated one, else the one that is set.

    A folder keeps what it was made with, so that TIERLIGHT_KEY_PASSWORD can serve a party's key beside it.
    """
    if settings.key_password is None or has_generated_password(settings.keys_folder):
        return generated_password(settings.keys_folder)
    return settings.key_password.get_secret_value()


def new_key(settings: Settings, *, name: str, secret: bytes | None = None, password: str | None = None) -> Path:
    """Make a key file `name` among this home's keys and give its path. Raises HomeInUse where there is one."""
    path = key_path(settings, name)
    fresh = secret or new_secret()
    if password is None:
        save_secret(settings, name, fresh)
    else:
        save_key(path, fresh, password=password)
    return path


def save_secret(settings: Settings, name: str, secret: bytes) -> None:
    """Keep one of this operator's own secrets in a new key file. Raises HomeInUse where there is one."""
    is_generated = settings.key_password is None or has_generated_password(settings.keys_folder)
    save_key(key_path(settings, name), secret, password=password_of(settings), is_generated_password=is_generated)


def key_path(settings: Settings, name: str) -> Path:
    """Give where the key file of this name lies, or would lie."""
    return settings.keys_folder / f"{name}.json"


def log_signer(settings: Settings, *, name: str = _LOG_KEYS) -> LogKeys | None:
    """Give this operator's log keys, None where this machine holds none. Raises KeyUnreadable."""
    path = key_path(settings, name)
    return load_log_keys(path, password=password_of(settings)) if path.exists() else None


def new_log_signer(settings: Settings, *, name: str = _LOG_KEYS) -> LogKeys:
    """Make both log keys and give them; nothing is registered yet. Raises HomeInUse where the file lies already."""
    is_generated = settings.key_password is None or has_generated_password(settings.keys_folder)
    return new_log_keys(key_path(settings, name), password=password_of(settings), is_generated_password=is_generated)


def use_next_writer(settings: Settings) -> None:
    """Put the next writer's key in the place of the present one, whose secret is gone from this folder then."""
    key_path(settings, NEXT_WRITER).replace(key_path(settings, WRITER))


def use_next_log_keys(settings: Settings) -> None:
    """Put the next log keys in the place of the present ones, whose secrets are gone from this folder then."""
    key_path(settings, NEXT_LOG_KEYS).replace(key_path(settings, _LOG_KEYS))

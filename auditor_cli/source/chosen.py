"""The source that the options name: the local data, or the server where --server is given."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from auditor_cli.output import tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage
from auditor_cli.source.asked import Source

if TYPE_CHECKING:
    import httpx

    from ledger.bootstrap import Ledger
    from ledger.settings import Settings

_TIMEOUT_SECONDS = 60.0


@contextmanager
def source(place: Place, *, with_keys: bool = True) -> Iterator[Source]:
    """Give the source for as long as the block runs; without keys it can be asked and signs nothing. Raises WrongUsage
    for an address that is none."""
    if place.server is not None:
        from auditor_cli.source.remote import RemoteSource

        with client_of(place.server, place.api_key) as client:
            yield RemoteSource(client, place.server)
        return
    from auditor_cli.source.local import LocalSource

    ledger = open_existing(place, with_keys=with_keys)
    try:
        yield LocalSource(ledger)
    finally:
        ledger.close()


@contextmanager
def client_of(server: str, api_key: str | None) -> "Iterator[httpx.Client]":
    """Give the connection to a server for as long as the block runs. Raises WrongUsage for an address that is none."""
    import httpx

    url = _checked(server, has_key=api_key is not None)
    headers = {"Accept": "application/json"}
    if api_key is not None:
        headers["Authorization"] = f"Bearer {api_key}"
    with httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT_SECONDS) as client:
        yield client


def holds_ledger(place: Place) -> bool:
    """Say whether the data folder holds a ledger, or the settings name a database elsewhere."""
    settings = place.settings()
    return settings.database_url is not None or (settings.home / "ledger.db").exists()


def open_existing(place: Place, *, chain_url: str | None = None, with_keys: bool = True) -> "Ledger":
    """Open the data folder's ledger. Raises BadSetting where there is none: a question must not make an empty one."""
    from ledger.bootstrap import open_ledger

    return open_ledger(require_ledger(place, chain_url=chain_url), with_keys=with_keys)


def require_ledger(place: Place, *, chain_url: str | None = None) -> "Settings":
    """Give the settings in effect where there is a ledger. Raises BadSetting where there is none."""
    from ledger.errors import BadSetting

    settings = place.settings(chain_url=chain_url)
    if not holds_ledger(place):
        mend = "name the data folder with --home, or make one with `tierlight init`"
        raise BadSetting(setting="--home", reason=f"{settings.home} holds no ledger", mend=mend)
    return settings


def _checked(server: str, *, has_key: bool) -> str:
    parts = urlsplit(server)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongUsage(field="--server", reason=f"{server!r} is no address", mend="give http(s)://host:port")
    if has_key and parts.scheme == "http" and not _is_this_machine(parts.hostname):
        tell(f"note: the API key goes to {parts.hostname} unencrypted; use https")
    return server.rstrip("/")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

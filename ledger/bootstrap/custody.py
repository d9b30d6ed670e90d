"""Which anchoring key counts under these settings, and the signer that has it."""

from ledger.bootstrap.keys import WRITER, key_path, password_of
from ledger.chain.signer import LocalSigner, RemoteSigner, TransactionSigner, remote_accounts
from ledger.errors import BadSetting, LedgerError
from ledger.model.deployment import Deployment
from ledger.settings import Settings
from ledger.vault.custody import URL_SETTING, Custody, custody_of, require_sole


def custody(settings: Settings, deployment: Deployment | None) -> Custody | None:
    """Give the one custody that counts for this ledger, None where there is none. Raises BadSetting, KeyUnreadable."""
    key, url = settings.writer_key, settings.writer_signer_url
    return custody_of(
        key_path(settings, WRITER),
        password=lambda: password_of(settings),
        key=key.get_secret_value() if key else None,
        signer_url=url.get_secret_value() if url else None,
        writer=deployment.writer if deployment else None,
    )


def writer_account(settings: Settings, deployment: Deployment | None) -> bytes:
    """Give the account that anchors; a remote signer not told which is asked. Raises BadSetting, SignerAway."""
    found = custody(settings, deployment)
    if found is None:
        raise BadSetting(setting="key file `writer`", reason="there is none", mend="make it with `tierlight init`")
    if found.account is not None:
        return found.account
    accounts = remote_accounts(found.url or "")
    if len(accounts) != 1:
        reason = f"the remote signer has {len(accounts)} accounts"
        raise BadSetting(setting=URL_SETTING, reason=reason, mend="name one of them: add #0x… to the URL")
    require_sole(key_path(settings, WRITER), found, accounts[0])
    return accounts[0]


def transaction_signer(found: Custody | None) -> TransactionSigner | None:
    """Give the signer of this custody. Asks nobody."""
    if found is None or found.account is None:
        return None
    if found.secret is not None:
        return LocalSigner(found.secret)
    return RemoteSigner(url=found.url or "", account=found.account)


def examine_custody(found: Custody | None) -> tuple[str, str | None]:
    """Say where the anchoring key is and of which account, and the mend where it cannot be used. Never the key."""
    if found is None:
        return "none: this machine cannot anchor", None
    told = f"{found.kind}, account {'0x' + found.account.hex() if found.account else 'not known yet'}"
    if found.url is None:
        return told, None
    try:
        accounts = remote_accounts(found.url)
    except LedgerError as error:
        return f"{told}: {error}", str(error.facts().get("mend"))
    if found.account is not None and found.account not in accounts:
        return f"{told}: the signer does not have that account", "add the account to the remote signer"
    return told, None

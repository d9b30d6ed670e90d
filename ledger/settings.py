"""The settings of one process, read once: explicit value, then environment (TIERLIGHT_…), then default."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ledger.errors import BadSetting

FINALITY = r"^(tag:(finalized|safe)|depth:\d{1,5})$"  # a rule of one chain: tag:finalized, tag:safe or depth:N


class Settings(BaseSettings):
    """Where the data lies and what it may reach. Nothing outside this machine is reached without a URL given here."""

    model_config = SettingsConfigDict(env_prefix="TIERLIGHT_", frozen=True, extra="forbid")

    home: Path = Path("var")
    database_url: str | None = None  # default: SQLite in the home folder
    chain_url: str | None = None  # default: the local chain of the home folder, while it runs
    second_chain_url: str | None = None  # another provider of the same chain, to compare with
    bump_fee_after_seconds: Annotated[float, Field(gt=0, le=86_400)] = 60.0
    writer_key: SecretStr | None = None  # the anchoring key as 0x hex; default: the key file `writer`
    writer_signer_url: SecretStr | None = None  # a remote signer (eth_signTransaction) that holds it; may hold a token
    finality: Annotated[str, Field(pattern=FINALITY)] = "tag:finalized"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8600
    public_url: str | None = None
    chain_port: Annotated[int, Field(ge=0, le=65535)] = 0
    anchor_every_seconds: Annotated[float, Field(gt=0, le=3600)] = 2.0
    graph_wait_seconds: Annotated[float, Field(ge=0, le=60)] = 5.0
    max_body_bytes: Annotated[int, Field(ge=1_000, le=100_000_000)] = 8_000_000
    session_seconds: Annotated[int, Field(ge=60, le=30 * 86_400)] = 8 * 3600
    key_password: SecretStr | None = None  # default: the generated one beside the keys, for one machine's own chain

    @property
    def store_url(self) -> str:
        """The database URL in effect."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'ledger.db'}"

    @property
    def keys_folder(self) -> Path:
        """Where this operator's key files lie."""
        return self.home / "keys"


def read_settings(**given: object) -> Settings:
    """Give the settings with `given` on top of the environment; None values count as not given. Raises BadSetting."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        raise BadSetting(
            setting=f"TIERLIGHT_{name.upper()}", reason=str(first["msg"]), mend="see the table of settings in README.md"
        ) from error

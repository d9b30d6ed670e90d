"""Open a database that keeps what it acknowledged, or refuse to (threat list F46; SQLite WAL with synchronous=FULL)."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from ledger.errors import BadSetting, StoreFailed, UnsafeStore

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 30
_POSTGRES: dict[str, Any] = {  # a server that does not answer is found out, and not waited for without end
    "pool_pre_ping": True,
    "connect_args": {"connect_timeout": 10, "tcp_user_timeout": _BUSY_SECONDS * 1000},
}


def open_engine(url: str) -> Engine:
    """Return an engine whose connections are durable at commit. Raises BadSetting for a URL of another database."""
    try:
        backend = make_url(url).get_backend_name()
    except SQLAlchemyError as error:
        raise _bad_url("not a database URL") from error
    if backend not in ("sqlite", "postgresql"):
        raise _bad_url(f"{backend} is not supported")
    try:
        engine = create_engine(url, **(_POSTGRES if backend == "postgresql" else {}))
    except (SQLAlchemyError, ImportError) as error:
        raise _bad_url(str(error)) from error
    if backend == "sqlite":
        event.listen(engine, "connect", _set_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _bad_url(reason: str) -> BadSetting:
    return BadSetting(
        setting="TIERLIGHT_DATABASE_URL",
        reason=reason,
        mend="use sqlite:////path/ledger.db, or postgresql+psycopg://… with `pip install tierlight[postgres]`",
    )


def _set_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver starts no transaction by itself: check-then-insert would race
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def transaction(engine: Engine, *, doing: str, writes: bool) -> Iterator[Connection]:
    """Give a connection in one transaction, committed durably when the block ends without error. Raises StoreFailed."""
    try:
        with engine.connect().execution_options(writes=writes) as connection, connection.begin():
            yield connection
    except SQLAlchemyError as error:
        raise StoreFailed(doing=doing, reason=str(getattr(error, "orig", None) or error)) from error


def check_durability(engine: Engine) -> None:
    """Return when the database writes through at commit. Raises UnsafeStore naming the setting, StoreFailed."""
    is_sqlite = engine.dialect.name == "sqlite"
    wanted = (
        {"PRAGMA journal_mode": "wal", "PRAGMA synchronous": "2", "PRAGMA foreign_keys": "1"}
        if is_sqlite
        else {"SHOW fsync": "on", "SHOW synchronous_commit": "on", "SHOW full_page_writes": "on"}
    )
    with transaction(engine, doing="read durability settings", writes=False) as connection:
        for question, needed in wanted.items():
            found = str(connection.execute(text(question)).scalar())
            if found != needed and not (question == "SHOW synchronous_commit" and found.startswith("remote_")):
                raise UnsafeStore(setting=question, found=found, needs=needed)


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to `revision`; does nothing when it is there.

    Any revision can be named, below or above the present one. Raises StoreFailed, also for an unknown one and for a
    database that a newer version of this program has migrated.
    """
    if revision == "head" and _present(engine) == _newest():
        return
    from alembic import command  # a heavy import, and nearly every start finds the schema where it should be
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with transaction(engine, doing="migrate the database", writes=True) as connection:
        config.attributes["connection"] = connection
        try:
            run = command.downgrade if _is_below(connection, revision) else command.upgrade
            run(config, revision)
        except CommandError as error:
            raise StoreFailed(doing="migrate the database", reason=str(error)) from error


def revisions() -> tuple[str, ...]:
    """Give every revision of the schema, the first one first."""
    from alembic.script import ScriptDirectory

    found = ScriptDirectory(str(_MIGRATIONS)).walk_revisions()
    return tuple(script.revision for script in found)[::-1]


def _newest() -> str:
    """Give the newest revision by the names of its files, which start with it."""
    return max(path.stem.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def _present(engine: Engine) -> str | None:
    """Give the revision that the database says it has, None where it says nothing: then alembic finds out."""
    try:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    except SQLAlchemyError:
        return None
    return str(found[0]) if len(found) == 1 else None


def _is_below(connection: Connection, revision: str) -> bool:
    from alembic.migration import MigrationContext

    known = ("base", *revisions())
    present = MigrationContext.configure(connection).get_current_revision() or "base"
    return revision in known and present in known and known.index(revision) < known.index(present)

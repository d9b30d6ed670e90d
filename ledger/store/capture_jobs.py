"""Capture jobs in the database."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, func, or_, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from ledger.model.capture_job import CaptureFault, CaptureJob, ErrorBehaviour
from ledger.store.engine import transaction
from ledger.store.tables import CaptureJobRow, table

_JOB = table(CaptureJobRow)


def write_job(connection: Connection, job: CaptureJob, *, is_start: bool = False) -> None:
    """Keep the job as it stands, in this transaction. A run that keeps less than a finished one did leaves that."""
    values = _columns(job)
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    changed = {name: value for name, value in values.items() if name not in ("capture_id", "owner", "behaviour")}
    if not is_start:
        del changed["created_at"]  # of the run that is finished here, or of the one that succeeded
    is_open = or_(_JOB.c.finished_at.is_(None), func.length(_JOB.c.record_ids) <= len(values["record_ids"]))
    kept = dialect.insert(_JOB).values(**values)
    connection.execute(kept.on_conflict_do_update(index_elements=["capture_id"], set_=changed, where=is_open))


class SqlCaptureJobs:
    """Implements the half of `ledger.ports.events.EventStore` that is about capture jobs."""

    _engine: Engine

    def begin_capture(self, job: CaptureJob) -> None:
        """Keep that this job runs; of a document that was captured before, if in part, leave what is kept."""
        with transaction(self._engine, doing="begin a capture job", writes=True) as connection:
            write_job(connection, job, is_start=True)

    def finish_capture(self, job: CaptureJob) -> None:
        """Keep how a job ended that keeps no event, unless an earlier run kept some."""
        with transaction(self._engine, doing="finish a capture job", writes=True) as connection:
            write_job(connection, job)

    def capture_job(self, capture_id: str) -> CaptureJob | None:
        """Give the job of this id, or None."""
        with transaction(self._engine, doing="read a capture job", writes=False) as connection:
            row = connection.execute(select(_JOB).where(_JOB.c.capture_id == capture_id)).mappings().first()
        return _job_of(row) if row else None

    def capture_jobs(self, owner: str | None, *, after: tuple[int, str] | None, limit: int) -> tuple[CaptureJob, ...]:
        """Give jobs of one owner, or of all, the newest first."""
        query = select(_JOB).order_by(_JOB.c.created_at.desc(), _JOB.c.capture_id.desc()).limit(limit)
        if owner is not None:
            query = query.where(_JOB.c.owner == owner)
        if after is not None:
            query = query.where(tuple_(_JOB.c.created_at, _JOB.c.capture_id) < tuple_(*after))
        with transaction(self._engine, doing="read capture jobs", writes=False) as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(map(_job_of, rows))


def _columns(job: CaptureJob) -> dict[str, Any]:
    return {
        "capture_id": job.capture_id,
        "owner": job.owner,
        "behaviour": job.behaviour.value,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
        "record_ids": b"".join(job.record_ids),
        "faults": orjson.dumps([asdict(fault) for fault in job.faults]),
    }


def _job_of(row: Mapping[Any, Any]) -> CaptureJob:
    ids = bytes(row["record_ids"])
    return CaptureJob(
        capture_id=row["capture_id"],
        owner=row["owner"],
        behaviour=ErrorBehaviour(row["behaviour"]),
        created_at=row["created_at"],
        finished_at=row["finished_at"],
        record_ids=tuple(ids[at : at + 32] for at in range(0, len(ids), 32)),
        faults=tuple(CaptureFault(**fault) for fault in orjson.loads(row["faults"])),
    )

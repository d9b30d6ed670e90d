"""Run the command lines for real, and what the tests of this folder say to a ledger through them."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
BRAND, MILL = "did:web:brand.example", "did:web:mill.example"
PRODUCT = "09506000134352"
LOT = "https://id.gs1.org/01/09506000134352/10/S1"
YARN = "https://id.gs1.org/01/09506000134369/10/Y1"
SITE = "https://id.gs1.org/414/9506000134376"
PASSPHRASE = "correct horse battery"


@dataclass(frozen=True)
class Ran:
    """What one command line did."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """stdout as the one JSON document that it must be."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True)
class Story:
    """A small ledger that was made by the commands alone."""

    home: Path
    scratch: Path
    chain_url: str
    final_record: str
    expired_record: str
    pending_record: str
    receipt: Path


def called(main: Callable[[Sequence[str]], int], *args: object) -> Ran:
    """Run one command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(arg) for arg in args])
    return Ran(code, out.getvalue(), err.getvalue())


def started(command: str, *args: object, **more: Any) -> "subprocess.Popen[str]":
    """Start a console script of its own."""
    pipe = subprocess.PIPE
    told = {"stdout": pipe, "stderr": pipe, "stdin": subprocess.DEVNULL, "text": True} | more
    return subprocess.Popen([str(BIN / command), *map(str, args)], **told)


def ran(command: str, *args: object, env: dict[str, str] | None = None) -> Ran:
    """Run a console script to its end."""
    with started(command, *args, env={**os.environ, **(env or {})}) as process:
        out, err = process.communicate(timeout=120)
    return Ran(process.returncode, out, err)


def first_document(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """Read the one JSON document that a running command prints before it goes on."""
    assert process.stdout is not None
    read = ""
    for line in process.stdout:
        read += line
        if line == "}\n":
            break
    found: dict[str, Any] = json.loads(read)
    return found


def written(path: Path, document: object) -> Path:
    """Keep a JSON document in a file."""
    path.write_text(json.dumps(document))
    return path


def a_lot() -> dict[str, Any]:
    """What the brand says of its finished lot. Its name tries to write on the reader's terminal."""
    return {
        "lot": LOT,
        "product": PRODUCT,
        "product_name": "Shirt \u202eevil",
        "good": "Garments",
        "quantity": "100",
        "unit": "KGM",
        "facility": SITE,
        "is_finished": True,
    }


def a_purchase() -> dict[str, Any]:
    """The mill says itself whom it sold the lot to: without this nobody is downstream of it."""
    sold = {"order": "PO-1", "buyer": BRAND, "seller": MILL, "lots": [LOT]}
    return sold | {"quantity": "100", "unit": "KGM", "ordered_on": "2026-05-03"}


def a_facility() -> dict[str, Any]:
    return {"facility": SITE, "operator": MILL, "country": "BD", "name": "Mill One", "goods": ["Garments"]}


def a_certificate(*, until: str) -> dict[str, Any]:
    return {
        "certificate": "C-1",
        "subject": SITE,
        "scheme": "Fair Weave",
        "payer": MILL,
        "valid_from": "2020-01-01",
        "valid_until": until,
    }


def a_claim() -> dict[str, Any]:
    return {"subject": SITE, "claim": "no-recruitment-fees", "text": "Nobody paid a fee to work here."}


def epcis_document() -> dict[str, Any]:
    """One transformation: yarn of nobody named becomes shirts at the mill."""
    return {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-05-02T09:00:00.000Z",
        "epcisBody": {
            "eventList": [
                {
                    "type": "TransformationEvent",
                    "eventTime": "2026-05-01T09:00:00.000Z",
                    "eventTimeZoneOffset": "+06:00",
                    "bizStep": "creating_class_instance",
                    "bizLocation": {"id": SITE},
                    "inputQuantityList": [{"epcClass": YARN, "quantity": 120, "uom": "KGM"}],
                    "outputQuantityList": [{"epcClass": LOT, "quantity": 100, "uom": "KGM"}],
                }
            ]
        },
    }

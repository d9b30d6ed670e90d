"""Every refusal as a problem document (RFC 9457). The only place that knows which HTTP status a refusal has.

A 4xx names the check, the field and the mend. A 5xx names what is down and the mend, never an internal detail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import Scope

from api.answering import VERSIONS
from api.web.survey.trouble_page import is_survey_path, trouble_page
from api.web.templating import page
from ledger import errors

PROBLEM_MEDIA_TYPE = "application/problem+json"
_MACHINE_PATHS = ("/v1/", "/epcis/", "/healthz", "/readyz", "/openapi.json")
_RETRY_SECONDS = 5
_LEAVES_BODY_UNREAD = frozenset({413, 414, 415, 431})

STATUS_OF: Mapping[type[errors.LedgerError], int] = {
    errors.Malformed: 400,
    errors.TooLarge: 413,
    errors.Unacceptable: 422,
    errors.RiskInputError: 422,
    errors.ListFileRefused: 422,
    errors.NamesFileRefused: 422,
    errors.DropUnconfirmed: 409,
    errors.UnknownKind: 422,
    errors.WrongSummary: 422,
    errors.WrongDomain: 422,
    errors.SignatureMalformed: 422,
    errors.SignerMismatch: 422,
    errors.WrongOrigin: 422,
    errors.ContractSaysNo: 422,
    errors.UnsupportedScheme: 422,
    errors.UnknownKey: 403,
    errors.NotDelegated: 403,
    errors.NonceReused: 409,
    errors.CreditOverdrawn: 409,
    errors.CreditUnusable: 422,
    errors.IdempotencyConflict: 409,
    errors.NotSignedIn: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Shredded: 410,
    errors.ProofMismatch: 422,
    errors.ReceiptUnreadable: 422,
    errors.ReceiptNotReady: 409,
    errors.WaveRefused: 422,
    errors.WaveClosed: 409,
    errors.NotEnrolled: 403,
    errors.ReleaseUnsafe: 422,
    errors.CaseNotClosable: 409,
    errors.InstrumentRefused: 422,
    errors.StoreFailed: 503,
    errors.ReportPartMissing: 503,
    errors.UnsafeStore: 503,
    errors.ChainAway: 503,
    errors.StateGone: 503,
    errors.NodeBehind: 503,
    errors.EndpointsDisagree: 503,
    errors.NoGasMoney: 503,
    errors.SignerAway: 503,
    errors.WrongChain: 503,
    errors.ChainRefused: 503,
    errors.LogDisagrees: 503,
    errors.KeysNotCarried: 503,
    errors.LeaseLost: 503,
    errors.GraphBehind: 503,
    errors.CheckingBusy: 503,
    errors.PrintingBusy: 503,
    errors.ReplayBusy: 503,
    errors.SurveysBusy: 503,
    errors.NotDeployed: 503,
    errors.HomeInUse: 503,
    errors.ExportUnreadable: 503,
}

_CODE_OF_STATUS = {
    404: ("not-found", "see /docs for the paths that there are"),
    405: ("method-not-allowed", "see /docs for the methods of this path"),
    413: ("too-large", "send less at once"),
    414: ("path-too-long", "send a shorter path and query"),
    415: ("unsupported-media-type", "send JSON as application/json, uncompressed"),
    431: ("headers-too-large", "send fewer or shorter header fields"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal as it is told. `facts` are the error's own fields, of a 4xx only."""

    status: int
    code: str
    detail: str
    check: str | None = None
    field: str | None = None
    mend: str | None = None
    facts: Mapping[str, str] | None = None
    others: Sequence[Mapping[str, object]] = ()

    def document(self, *, instance: str, trace_id: str) -> dict[str, object]:
        """Give the RFC 9457 members and ours; `errors` lists each fault, the first one included."""
        own = {"code": self.code, "check": self.check, "field": self.field, "detail": self.detail, "mend": self.mend}
        return {
            "type": f"/problems/{self.code}",
            "title": title_of(self.code),
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
            "check": self.check,
            "field": self.field,
            "mend": self.mend,
            "trace_id": trace_id,
            "facts": dict(self.facts or {}),
            "errors": list(self.others) or [own],
        }


def title_of(code: str) -> str:
    """Give a code as a title: `signer-mismatch` reads "Signer mismatch"."""
    return code.replace("-", " ").capitalize()


def problem_of(error: errors.LedgerError) -> Problem:
    """Give the problem that tells this refusal. A class without a status of its own is an internal fault."""
    status = STATUS_OF.get(type(error), 500)
    facts = error.facts()
    mend = _text(facts.pop("mend", None))
    sentence = (type(error).__doc__ or error.code).splitlines()[0]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Problem(status=status, code=error.code, detail=sentence, mend=mend)
    told = {name: text for name, value in facts.items() if (text := _text(value)) is not None}
    return Problem(
        status=status,
        code=error.code,
        detail=_detail(sentence, told),
        check=error.check,
        field=told.get("field"),
        mend=mend,
        facts=told,
    )


def response_for(scope: Scope, problem: Problem) -> Response:
    """Give the answer: a page for a browser that asked for one, the problem document for everyone else.

    A page of the survey has always a page, which names neither address nor trace.
    """
    if is_survey_path(scope):
        answer = trouble_page(scope, problem.status)
        answer.headers.update(_headers(problem))
        return answer
    trace_id = str(scope.get("state", {}).get("trace_id", ""))
    document = problem.document(instance=str(scope["path"]), trace_id=trace_id)
    headers = _headers(problem) | (VERSIONS if str(scope["path"]).startswith("/epcis/") else {})
    if _wants_page(scope):
        return page("problem.html", status=problem.status, headers=headers, problem=document)
    return Response(_json(document), problem.status, headers, PROBLEM_MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """From here on every refusal of this application is a problem."""
    app.add_exception_handler(errors.LedgerError, _ledger_error)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(RequestValidationError, _validation_error)


def internal_problem() -> Problem:
    """Give the problem for a fault of ours: it says nothing of the inside."""
    return Problem(
        status=500,
        code="internal",
        detail="Something went wrong on our side; nothing was acknowledged.",
        mend="try again; if it stays, send the operator this trace_id",
    )


def problem_for_status(status: int, detail: str | None = None) -> Problem:
    """Give the problem for a bare HTTP status."""
    code, mend = _CODE_OF_STATUS.get(status, (HTTPStatus(status).phrase.lower().replace(" ", "-"), None))
    return Problem(status=status, code=code, detail=detail or HTTPStatus(status).description, mend=mend)


async def _ledger_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.LedgerError)  # noqa: S101 - registered for this class
    return response_for(request.scope, problem_of(error))


async def _http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    own = error.detail if error.detail != HTTPStatus(error.status_code).phrase else None
    answer = response_for(request.scope, problem_for_status(error.status_code, own))
    answer.headers.update(error.headers or {})
    return answer


async def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
    faults = [_fault(each) for each in error.errors()]
    first = faults[0]
    problem = Problem(
        status=422,
        code="unacceptable",
        detail=f"{first['field']}: {first['detail']}",
        field=first["field"],
        mend=first["mend"],
        others=faults,
    )
    return response_for(request.scope, problem)


def _fault(found: Mapping[str, object]) -> dict[str, str]:
    """One fault of the parameters. What was sent is not repeated: it may be anything."""
    place = found.get("loc")
    names = [str(part) for part in place] if isinstance(place, (tuple, list)) else []
    name = ".".join(names[1:]) or "request"
    return {
        "code": str(found.get("type", "unacceptable")),
        "field": name,
        "detail": str(found.get("msg", "is not acceptable")),
        "mend": f"correct {name} as /docs describes it",
    }


def _detail(sentence: str, facts: Mapping[str, str]) -> str:
    if "field" in facts and "reason" in facts:
        return f"{facts['field']}: {facts['reason']}"
    told = ", ".join(f"{name}: {value}" for name, value in facts.items())
    return f"{sentence} ({told})" if told else sentence


def _text(value: object) -> str | None:
    if value is None:
        return None
    text = "0x" + value.hex() if isinstance(value, bytes) else str(value)
    return text.encode("utf-8", "replace").decode()


def _headers(problem: Problem) -> dict[str, str]:
    headers = {"Cache-Control": "no-store"}
    if problem.status in _LEAVES_BODY_UNREAD:
        headers["Connection"] = "close"  # else the server would take in the rest, only to throw it away
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE or problem.code == errors.ReceiptNotReady.code:
        headers["Retry-After"] = str(_RETRY_SECONDS)
    return headers


def _wants_page(scope: Scope) -> bool:
    if str(scope["path"]).startswith(_MACHINE_PATHS):
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _json(document: object) -> bytes:
    return orjson.dumps(document)

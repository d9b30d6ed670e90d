"""What GS1's headers agree on: versions, spellings and extensions. What we cannot give is 406, with its reason.

Decision: events are signed bytes, so their EPCs are never translated; a client that insists on one spelling is refused
rather than given another than it asked for. One that names none is given what was sent too, where GS1's interface has
Digital Links for a default: the answer's GS1-EPC-Format says so.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from api.answering import VERSIONS
from ledger.errors import Unacceptable
from ledger.intake.epcis import MAX_EVENTS
from ledger.proof.event_hash.vocabulary import WELL_KNOWN

VERSION = (2, 0)
_OWN_EXTENSIONS = "cbvmda=urn:epcglobal:cbv:mda"
_FORMATS = ("No_Preference", "Never_Translates")
_ASK_FOR = " or ".join(_FORMATS)
_KNOWN_FORMATS = ("Always_GS1_Digital_Link", "Always_EPC_URN", "Always_Web_URI", "Always_URN", *_FORMATS)
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,6}){0,3}", re.ASCII)
_EXTENSION = re.compile(r"([A-Za-z_][A-Za-z0-9_.-]{0,79})=([A-Za-z][A-Za-z0-9+.-]*:[!-~]{1,500})", re.ASCII)
_MEDIA = ("application/json", "application/ld+json", "application/*", "*/*")
MAX_EXTENSIONS = 50
PAGING = ("perPage", "nextPageToken")


def discovery_headers(methods: str, *, captures: bool = False, max_bytes: int = 0) -> dict[str, str]:
    """Give what OPTIONS answers."""
    headers = {
        **VERSIONS,
        "Allow": methods,
        "GS1-EPCIS-Min": "2.0.0",
        "GS1-EPCIS-Max": "2.0.0",
        "GS1-CBV-Min": "2.0.0",
        "GS1-CBV-Max": "2.0.0",
        "GS1-EPC-Format": "Never_Translates",
        "GS1-CBV-XML-Format": "Never_Translates",
        "GS1-Extensions": _OWN_EXTENSIONS,
        "GS1-Vendor-Version": "tierlight-1",
    }
    if not captures:
        return headers
    return headers | {
        "GS1-EPCIS-Capture-Limit": str(MAX_EVENTS),
        "GS1-EPCIS-Capture-File-Size-Limit": str(max_bytes),
        "GS1-Capture-Error-Behaviour": "all",
    }


def answer_headers(token: str | None, expires: int | None, request: Request) -> dict[str, str]:
    """Give the headers of an answer, with the link to the next page where there is one."""
    headers = {**VERSIONS, "GS1-EPC-Format": "Never_Translates", "GS1-Extensions": _OWN_EXTENSIONS}
    if token is not None and expires is not None:
        address = request.url.include_query_params(nextPageToken=token)
        headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
        headers["GS1-Next-Page-Token-Expires"] = f"{datetime.fromtimestamp(expires, UTC):%Y-%m-%dT%H:%M:%SZ}"
    return headers


def agreed(request: Request) -> Mapping[str, str]:
    """Give what prefixes stand for in this request. Raises 406 for what cannot be given, Unacceptable for nonsense."""
    headers = request.headers
    for name in ("GS1-EPCIS", "GS1-CBV"):
        _require_version(name, headers.get(f"{name}-Min"), headers.get(f"{name}-Max"))
        _require_spoken(name, headers.get(f"{name}-Version"))
    for name in ("GS1-EPC-Format", "GS1-CBV-XML-Format"):
        _require_format(name, headers.get(name, "No_Preference"))
    _require_json(headers.get("accept", "*/*"))
    return {**WELL_KNOWN, **_extensions(headers.get("GS1-Extensions", ""))}


def agreed_paged(request: Request) -> Mapping[str, str]:
    """Do the same where the query may page, and nothing else."""
    _only(request, PAGING)
    return agreed(request)


def agreed_alone(request: Request) -> Mapping[str, str]:
    """Do the same where there is nothing to ask for by a query."""
    _only(request, ())
    return agreed(request)


Meanings = Annotated[Mapping[str, str], Depends(agreed)]
PagedMeanings = Annotated[Mapping[str, str], Depends(agreed_paged)]
LoneMeanings = Annotated[Mapping[str, str], Depends(agreed_alone)]


def _only(request: Request, names: tuple[str, ...]) -> None:
    if unknown := sorted(set(request.query_params) - set(names)):
        mend = f"use {' or '.join(names)} alone" if names else "send no query"
        reason = "is a query parameter that this resource does not answer"
        raise Unacceptable(field=unknown[0], reason=reason, mend=mend)


def _require_version(name: str, lowest: str | None, highest: str | None) -> None:
    low, high = _version(f"{name}-Min", lowest), _version(f"{name}-Max", highest)
    for bound, is_outside in (
        ("Min", low is not None and low > (*VERSION, 0)),
        ("Max", high is not None and high < VERSION),
    ):
        if is_outside:
            raise HTTPException(406, f"{name}-{bound}: this ledger speaks version 2.0 alone, which is outside of it.")


def _require_spoken(name: str, version: str | None) -> None:
    found = _version(f"{name}-Version", version)
    if found is not None and (*found, 0)[:2] != VERSION:
        raise HTTPException(406, f"{name}-Version: this ledger takes documents of version 2.0 alone.")


def _version(name: str, text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    if not _NUMBER.fullmatch(text):
        raise Unacceptable(field=name, reason="is no version", mend="send for example 2.0.0")
    return tuple(map(int, text.split(".")))


def _require_format(name: str, wanted: str) -> None:
    if wanted not in _KNOWN_FORMATS:
        raise Unacceptable(field=name, reason="is no format", mend=f"send {_ASK_FOR}")
    if wanted not in _FORMATS:
        raise HTTPException(
            406,
            f"{name}: events are signed as they were sent, so nothing in them is translated; ask for {_ASK_FOR}.",
        )


def _require_json(accept: str) -> None:
    offered = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    if not any(each in _MEDIA for each in offered):
        raise HTTPException(406, "Accept: answers are JSON (application/json, application/ld+json); there is no XML.")


def _extensions(text: str) -> dict[str, str]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [_EXTENSION.fullmatch(part) for part in parts[: MAX_EXTENSIONS + 1]]
    if len(parts) > MAX_EXTENSIONS or not all(found):
        raise Unacceptable(
            field="GS1-Extensions",
            reason=f"is not up to {MAX_EXTENSIONS} declarations of a prefix",
            mend="send prefix=namespace, parted by commas",
        )
    return {each[1]: each[2] for each in found if each is not None}

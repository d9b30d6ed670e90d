"""A request from its signing to `withheld`, over the API on a real chain whose time is moved."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from api_town import MAKER_SITE, PRODUCT, Served, a_statement, anchor_all, keys_for, running_town, tell_of_a_shirt
from builders import AUDITOR, BRAND, MAKER, MILL, MILL_SITE, Party
from fastapi.testclient import TestClient
from simulator.simulated_world import ToldClock

from api.app import create_app
from api.schemas_requests import SiteRequestsDocument
from api.web.product_page import product_view
from api.web.templating import page
from auditor_cli.operator.requests import due_steps
from ledger.bootstrap import registrar
from ledger.chain.anvil_probe import ask
from ledger.jobs.sign_in import issue_api_key, issue_link
from ledger.jobs.sync_registry import sync_registry
from ledger.model.party import Role
from ledger.proof.event_hash import canonical_uri

WITNESS = Party("did:web:witness.example", Role.OPERATOR)
SITE = canonical_uri(MILL_SITE)
DAY = 86_400
REQUEST = {"facility": MILL_SITE, "questions": ["fees", "housing"], "why": "Our programme asks every mill."}


@dataclass
class Bed:
    """The town, its chain and its clock, and what each step of the story was answered."""

    served: Served
    clock: ToldClock
    told: dict[str, Any] = field(default_factory=dict)

    def say(self, by: Party, body: dict[str, Any], *, kind: str = "attestation", **changes: Any) -> Any:
        made = a_statement(self.served.domain, by=by, kind=kind, body=body, issued_at=self.clock.time, **changes)
        return self.served.post("/v1/statements", json.dumps(made).encode(), by)

    def says(self, by: Party, body: dict[str, Any], **more: Any) -> str:
        sent = self.say(by, body, **more)
        assert sent.status_code == 201, sent.text
        anchor_all(self.served.world)
        return str(sent.json()["record_id"])

    def passes(self, days: int) -> None:
        """Let days pass, on the chain and for the ledger's own clock."""
        port = int(str(self.served.ledger.settings.chain_url).rpartition(":")[2])
        ask(port, "evm_increaseTime", days * DAY)
        ask(port, "evm_mine")
        self.clock.time += days * DAY

    @property
    def today(self) -> date:
        return datetime.fromtimestamp(self.clock.time, UTC).date()

    def requests(self, by: Party) -> list[dict[str, Any]]:
        answer = self.served.get("/v1/sites/requests", by)
        SiteRequestsDocument.model_validate(answer.json())
        return list(answer.json()["requests"])

    def explained(self, *, by: Party = BRAND, as_of: date | None = None, **more: Any) -> dict[str, Any]:
        asked = {"site": SITE, "as_of": str(as_of or self.today), **more}
        answer = self.served.get(f"/v1/products/{PRODUCT}/explain", by, params=asked)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@contextmanager
def a_told_story(home: Path) -> Iterator[Bed]:
    """The story: asked, opened, reminded, late, answered; each step's answers are kept for the tests."""
    with running_town(home) as town:
        writer = registrar(town.settings)
        writer.register([(WITNESS.did, WITNESS.signer, WITNESS.role)])
        writer.add_keys([(WITNESS.did, WITNESS.secret, WITNESS.signer)])
        town.world.store.name_party(WITNESS.did, WITNESS.party_id)
        sync_registry(town.world)
        clock = ToldClock(town.world.clock.now())
        ledger = replace(town, world=replace(town.world, clock=clock))
        keys = keys_for(ledger) | {WITNESS.did: issue_api_key(ledger.world, WITNESS.reader)}
        with TestClient(create_app(ledger=ledger), base_url="http://tierlight.test") as client:
            made = Bed(Served(ledger, client, keys), clock)
            _story(made)
            yield made


def _story(bed: Bed) -> None:
    told, served = bed.told, bed.served
    tell_of_a_shirt(served)
    for party, site in ((MILL, MILL_SITE), (MAKER, MAKER_SITE)):
        _decide(bed, site, party, "confirmed")
    request = told["request"] = bed.says(BRAND, REQUEST)
    told["before"] = {party.did: bed.requests(party) for party in (MILL, BRAND, MAKER, AUDITOR)}
    told["size before"] = served.world.store.counts().sealed_size
    _opened(bed, request)
    _reminded(bed, request)
    _late(bed)
    told["overturned by a reviewer"] = bed.say(AUDITOR, _ruling(told["opening"]), kind="ruling")
    anchor_all(served.world)
    told["at the end"] = {each["request"]: each for each in bed.requests(WITNESS)}


def _decide(bed: Bed, site: str, party: Party, outcome: str) -> None:
    body = {"subject": "site-operator", "left": site, "right": party.did, "outcome": outcome, "reason": "Seen."}
    bed.says(AUDITOR, body, kind="decision")


def _ruling(flag: str) -> dict[str, str]:
    paid_by = "did:web:remedy-fund.example"
    return {"flag": flag, "outcome": "overturned", "text": "It was somebody else.", "paid_by": paid_by}


def _opened(bed: Bed, request: str) -> None:
    told, served = bed.told, bed.served
    opening = {"facility": MILL_SITE, "opens": request, "opened_by": MILL.did}
    told["witnessed too early"] = bed.say(WITNESS, opening)
    for reader in (BRAND, AUDITOR, WITNESS):
        served.get(f"/v1/records/{request}", reader)
    told["others looked"] = bed.requests(WITNESS)[0]["noted_on"]
    told["page"] = _page_of(bed, MILL)
    served.get(f"/v1/records/{request}", MILL)
    told["noted"] = {party.did: bed.requests(party)[0] for party in (MILL, WITNESS)}
    told["opened by another"] = bed.say(MAKER, opening | {"opened_by": MAKER.did})
    told["opened for another"] = bed.say(BRAND, opening)
    _decide(bed, MILL_SITE, MILL, "refused")
    told["noted, and refused since"] = bed.requests(WITNESS)[0]
    _decide(bed, MILL_SITE, MILL, "confirmed")
    told["opening"] = bed.say(WITNESS, opening).json()["record_id"]
    told["witnessed, not sealed"] = bed.requests(WITNESS)[0]
    told["unanchored"] = bed.explained()
    anchor_all(served.world)
    told["opened on"] = bed.today
    second = bed.says(AUDITOR, REQUEST | {"facility": MAKER_SITE})
    own = bed.says(MAKER, {"facility": MAKER_SITE, "opens": second, "opened_by": MAKER.did})
    told["overturned by its site"] = bed.say(MAKER, _ruling(own), kind="ruling")
    told["overturned by who asked"] = bed.say(AUDITOR, _ruling(own), kind="ruling")
    told["opened by itself"] = bed.requests(MAKER)
    told["opened twice"] = bed.say(MAKER, {"facility": MAKER_SITE, "opens": second, "opened_by": MAKER.did})
    told["not witnessed"] = bed.says(AUDITOR, REQUEST | {"facility": MAKER_SITE, "questions": ["seasonal"]})
    served.get(f"/v1/records/{told['not witnessed']}/receipt", MAKER)
    third = bed.says(AUDITOR, REQUEST | {"facility": MAKER_SITE, "questions": ["tied_visa"]})
    served.get(f"/v1/records/{third}", MAKER)
    by_two = bed.says(BRAND, REQUEST | {"facility": MAKER_SITE, "questions": ["labour_brokers"]})
    served.get(f"/v1/records/{by_two}", MAKER)
    _opened_by_two(bed, by_two)
    told["overturned"] = bed.says(BRAND, REQUEST | {"facility": MAKER_SITE, "questions": ["migrant"]})
    theirs = bed.says(MAKER, {"facility": MAKER_SITE, "opens": told["overturned"], "opened_by": MAKER.did})
    bed.says(AUDITOR, _ruling(theirs), kind="ruling")


def _opened_by_two(bed: Bed, request: str) -> None:
    """The mill runs the site for a day as well, and opens what its operator has opened."""
    _decide(bed, MAKER_SITE, MILL, "confirmed")
    bed.told["before the second opens it"] = _row(bed, request, MILL)
    bed.served.get(f"/v1/records/{request}", MILL)
    bed.told["opened by two"] = _row(bed, request, WITNESS)
    opening = {"facility": MAKER_SITE, "opens": request, "opened_by": MAKER.did}
    bed.says(AUDITOR, _ruling(bed.says(WITNESS, opening)), kind="ruling")
    bed.told["opened by two, the first overturned"] = _row(bed, request, WITNESS)
    _decide(bed, MAKER_SITE, MAKER, "refused")
    bed.told["opened by two, one refused"] = _row(bed, request, WITNESS)
    _decide(bed, MAKER_SITE, MAKER, "confirmed")
    _decide(bed, MAKER_SITE, MILL, "refused")


def _row(bed: Bed, request: str, reader: Party) -> dict[str, Any]:
    return next(each for each in bed.requests(reader) if each["request"] == request)


def _reminded(bed: Bed, request: str) -> None:
    told, reminder = bed.told, {"facility": MILL_SITE, "reminds": request}
    bed.passes(14)
    told["reminded early"] = bed.say(BRAND, reminder)
    bed.passes(1)
    told["steps due"] = list(due_steps({"requests": bed.requests(BRAND)}))
    told["reminded by another"] = bed.say(MAKER, reminder)
    told["reminded, overturned"] = bed.say(BRAND, {"facility": MAKER_SITE, "reminds": told["overturned"]})
    bed.says(BRAND, reminder)
    told["reminded twice"] = bed.say(BRAND, reminder)
    told["open"] = bed.requests(MILL)[0], _page_of(bed, MILL)


def _late(bed: Bed) -> None:
    told = bed.told
    bed.passes(14)
    told["day 29"] = bed.explained()
    bed.passes(1)
    told["day 30"] = bed.explained()
    told["day 30, auditor"] = bed.explained(by=AUDITOR)
    told["product page"] = _product_page(bed)
    answers = {"fees": {"status": "answered", "share": "0.05"}, "housing": {"status": "answered", "share": "0"}}
    described = {"facility": MILL_SITE, "operator": MILL.did, "country": "IN", "workforce": answers}
    bed.says(MILL, described, kind="facility")
    told["answered"] = bed.explained()
    told["known then"] = bed.explained(as_of_log_size=told["size before"])


def _page_of(bed: Bed, party: Party) -> str:
    shown = str(bed.served.client.post(f"/sign-in/{issue_link(bed.served.world, party.reader)}").text)
    bed.served.client.cookies.clear()
    return shown


def _product_page(bed: Bed) -> str:
    view = product_view(bed.served.world, BRAND.reader, PRODUCT, as_of=bed.today)
    return bytes(page("product.html", product=view).body).decode()

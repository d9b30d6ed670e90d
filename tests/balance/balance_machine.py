"""Anything that may happen to certified and physical goods, in any order, on a real database, against the oracle.

Each step says what the oracle expects of it; after each, every account must stand as the oracle has it. At the end the
findings on everything that was told must be the oracle's, whatever the order in which it came.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from balance_oracle import Account, Handing, LotStory, Mass, batch_code
from balance_records import (
    CERTIFIER,
    START,
    amounts,
    certificate,
    claim,
    confirmation,
    event,
    lot_id,
    site_id,
    withdrawal,
)
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ledger.errors import CreditOverdrawn, CreditUnusable
from ledger.model.record import Record
from ledger.provenance import build_graph
from ledger.store.sql_store import SqlStore

DAY = 86_400
HOLDERS = ("did:web:a.example", "did:web:b.example")
SITES = ("s1", "s2", "s3")
MASSES = st.builds(Mass, st.integers(0, 400_000), st.sampled_from(("GRM", "KGM", "ONZ", "LBR")))
WHOLE = st.integers(0, 9)
BALANCE = {"mass-balance", "lot-claimed-twice", "balance-unknown", "return-unconfirmed"}
_REFUSAL = {CreditOverdrawn: "overdrawn", CreditUnusable: "unusable"}


class BalanceMachine(RuleBasedStateMachine):
    """One sequence. `store` is set by `machine_on`; sequences share it, each with certificates of its own."""

    store: SqlStore

    def __init__(self) -> None:
        super().__init__()
        self.day = 0
        self.accounts: dict[bytes, Account] = {}
        self.claims: list[Record] = []
        self.told: list[Record] = []
        self.lots: dict[str, LotStory] = {}
        self.makers: dict[str, str] = {}
        self.batches: list[tuple[str, str]] = []  # (code, first output)

    # --- certified quantities ---

    @rule(holder=st.sampled_from(HOLDERS), mass=MASSES, opens=st.integers(-2, 3), days=st.integers(0, 40))
    def certify(self, holder: str, mass: Mass, opens: int, days: int) -> None:
        first = self.day + opens
        record = certificate(holder, mass, first_day=first, last_day=first + days, day=self.day)
        self._keep(record)
        self.accounts[record.record_id] = Account(holder, mass.picograms, first, first + days)

    @precondition(lambda self: self.accounts)
    @rule(pick=st.data(), issuer=st.sampled_from(HOLDERS), masses=st.lists(MASSES, min_size=1, max_size=2))
    def spend(self, pick: Any, issuer: str, masses: list[Mass]) -> None:
        claims = [(pick.draw(st.sampled_from(list(self.accounts))), mass) for mass in masses]
        self._spend(issuer, claims)

    @precondition(lambda self: self.accounts)
    @rule(pick=st.data(), over=st.sampled_from((0, 1)))
    def spend_the_rest(self, pick: Any, over: int) -> None:
        """All that is left, or a thousandth of an ounce more than the whole thousandths of what is left."""
        certificate_id = pick.draw(st.sampled_from(list(self.accounts)))
        account = self.accounts[certificate_id]
        rest = max(account.total - account.spent, 0) // 28_349_523_125
        self._spend(account.holder, [(certificate_id, Mass(rest + over, "ONZ"))])

    def _spend(self, issuer: str, claims: list[tuple[bytes, Mass]]) -> None:
        expected, before = None, {each: self.accounts[each].spent for each, _ in claims}
        for certificate_id, mass in claims:
            account = self.accounts[certificate_id]
            expected = expected or account.refusal(mass.picograms, issuer=issuer, day=self.day)
            account.spent += mass.picograms
        record = claim(issuer, claims, day=self.day)
        assert self._kept(record) == expected
        if expected is None:
            self.claims.append(record)
        else:
            for certificate_id, spent in before.items():
                self.accounts[certificate_id].spent = spent

    @precondition(lambda self: self.accounts)
    @rule(pick=st.data(), mass=MASSES, spenders=st.integers(2, 4))
    def spend_at_once(self, pick: Any, mass: Mass, spenders: int) -> None:
        certificate_id = pick.draw(st.sampled_from(list(self.accounts)))
        account = self.accounts[certificate_id]
        records = [claim(account.holder, [(certificate_id, mass)], day=self.day) for _ in range(spenders)]
        found = at_once([lambda record=record: self._kept(record) for record in records])  # type: ignore[misc]
        expected = []
        for _ in records:
            expected.append(account.refusal(mass.picograms, issuer=account.holder, day=self.day))
            account.spent += mass.picograms if expected[-1] is None else 0
        assert sorted(map(str, found)) == sorted(map(str, expected))
        self.claims += [record for record, refusal in zip(records, found, strict=True) if refusal is None]

    @precondition(lambda self: self.claims)
    @rule(pick=st.data())
    def send_the_same_claim_again(self, pick: Any) -> None:
        assert self._kept(pick.draw(st.sampled_from(self.claims))) is None

    @precondition(lambda self: self.claims)
    @rule(pick=st.data())
    def withdraw_a_claim(self, pick: Any) -> None:
        record = pick.draw(st.sampled_from(self.claims))
        self._keep(withdrawal(record.record_id, record.signed.statement.issuer, day=self.day))

    @precondition(lambda self: self.accounts)
    @rule(pick=st.data(), by=st.sampled_from((CERTIFIER, *HOLDERS)))
    def withdraw_a_certificate(self, pick: Any, by: str) -> None:
        certificate_id = pick.draw(st.sampled_from(list(self.accounts)))
        self._keep(withdrawal(certificate_id, by, day=self.day))
        self.accounts[certificate_id].is_withdrawn |= by == CERTIFIER

    @rule(days=st.integers(1, 20))
    def let_days_pass(self, days: int) -> None:
        self.day += days

    # --- physical goods, told early and late ---

    @rule(site=st.sampled_from(SITES), mass=st.none() | MASSES, at=st.integers(0, 30))
    def grow(self, site: str, mass: Mass | None, at: int) -> None:
        lot = self._new_lot(site)
        self._tell(site, at, type="ObjectEvent", action="ADD", quantityList=amounts((lot, mass)))
        if mass is not None:
            self.lots[lot] = LotStory(mass.picograms, is_sized=True)

    @precondition(lambda self: self.lots)
    @rule(pick=st.data(), site=st.sampled_from(SITES), is_repacking=st.booleans(), at=st.integers(0, 30))
    def transform(self, pick: Any, site: str, is_repacking: bool, at: int) -> None:
        """A split, a merge, a process with co-products or waste, or rework: inputs of before, outputs that are new."""
        inputs = pick.draw(st.lists(st.sampled_from(list(self.lots)), min_size=1, max_size=3, unique=True))
        given = [(lot, pick.draw(st.none() | MASSES if not is_repacking else MASSES)) for lot in inputs]
        made = [(self._new_lot(site), pick.draw(MASSES)) for _ in range(pick.draw(st.integers(1, 3)))]
        step = {"bizStep": "repackaging"} if is_repacking else {}
        quantities = {"inputQuantityList": amounts(*given), "outputQuantityList": amounts(*made)}
        self._tell(site, at, type="TransformationEvent", **quantities, **step)
        parts = [mass.picograms if mass is not None else None for _, mass in given]
        for (lot, _), part in zip(given, parts, strict=True):
            self.lots[lot].uses.append((site, part))
        for lot, mass in made:
            self.lots[lot] = LotStory(mass.picograms, is_sized=True)
        code = batch_code(parts, [mass.picograms for _, mass in made], is_repacking=is_repacking)
        if code is not None:
            self.batches.append((code, made[0][0]))

    @precondition(lambda self: self.lots)
    @rule(pick=st.data(), site=st.sampled_from(SITES), mass=MASSES, at=st.integers(0, 30))
    def destroy(self, pick: Any, site: str, mass: Mass, at: int) -> None:
        lot = pick.draw(st.sampled_from(list(self.lots)))
        self._tell(
            site, at, type="ObjectEvent", action="DELETE", bizStep="destroying", quantityList=amounts((lot, mass))
        )
        self.lots[lot].uses.append((site, mass.picograms))

    @precondition(lambda self: self.lots)
    @rule(pick=st.data(), mass=MASSES, at=st.integers(0, 30), kind=st.sampled_from(("ship", "return", "word")))
    def hand_over(self, pick: Any, mass: Mass, at: int, kind: str) -> None:
        """A shipment, one back by the one who had it, or a return that only its taker tells of."""
        lot = pick.draw(st.sampled_from(list(self.lots)))
        giver, receiver = pick.draw(st.permutations(SITES))[:2]
        parties = {
            "sourceList": [{"type": "owning_party", "source": site_id(giver)}],
            "destinationList": [{"type": "owning_party", "destination": site_id(receiver)}],
        }
        step = {"bizStep": "accepting" if kind == "word" else "shipping"}
        step |= {} if kind == "ship" else {"disposition": "returned"}
        by = receiver if kind == "word" else giver
        second = self._tell(
            by, at, type="ObjectEvent", action="OBSERVE", quantityList=amounts((lot, mass)), **parties, **step
        )
        told = Handing(second, site_id(giver), site_id(receiver), mass.picograms, is_word=kind == "word")
        self.lots[lot].handings.append(told)

    # --- what must hold after every step ---

    @invariant()
    def every_account_stands_as_the_oracle_has_it(self) -> None:
        now = START + self.day * DAY
        for certificate_id, account in self.accounts.items():
            found = self.store.credit(certificate_id)
            assert found is not None
            picograms = 10**36 // 10**15  # parts of a kilogram are 10^-36
            assert found.spent == account.spent * picograms
            assert found.left(now) == account.left(self.day) * picograms
            assert 0 <= found.spent <= found.account.quantity.parts, "nothing is ever overdrawn"

    def teardown(self) -> None:
        """The findings, from records as the database gives them back, in the order of the log and in another."""
        kept = [found for each in self.told if (found := self.store.record(each.record_id)) is not None]
        assert len(kept) == len(self.told)
        numbered = [replace(each, index=place) for place, each in enumerate([*kept, *self._confirmations()])]
        expected = {(code, lot_id(lot)) for code, lot in self.batches}
        expected |= {(code, lot_id(name)) for name, lot in self._stories() for code in lot.codes()}
        for records in (numbered, numbered[::-1]):
            graph = build_graph(records, log_size=len(records))
            found = {(each.code, each.subject) for each in graph.findings if each.code in BALANCE}
            assert found == expected
            assert all(each.records for each in graph.findings)

    def _confirmations(self) -> list[Record]:
        """Every maker names every other as one that was given the lot: who was not has no say about it."""
        second = 60 * DAY
        return [
            confirmation(maker, receiver, lot, second + place)
            for place, (lot, maker, receiver) in enumerate(
                (lot, maker, receiver) for lot, maker in self.makers.items() for receiver in SITES if receiver != maker
            )
        ]

    def _stories(self) -> list[tuple[str, LotStory]]:
        return [
            (name, replace(lot, uses=[(site_id(site), amount) for site, amount in lot.uses]))
            for name, lot in self.lots.items()
        ]

    def _new_lot(self, site: str) -> str:
        name = f"l{len(self.makers)}"
        self.makers[name] = site
        self.lots.setdefault(name, LotStory())
        return name

    def _tell(self, site: str, at: int, **fields: Any) -> int:
        """Each event has a second of its own, so that the order in time is never left to chance."""
        second = at * DAY + len(self.told)
        record = event(site, second, **fields)
        self._keep(record)
        self.told.append(record)
        return second

    def _keep(self, record: Record) -> None:
        assert self.store.add([record], [None])[0].is_new

    def _kept(self, record: Record) -> str | None:
        try:
            self.store.add([record], [None])
        except (CreditOverdrawn, CreditUnusable) as error:
            return _REFUSAL[type(error)]
        return None


def at_once(work: list[Callable[[], Any]]) -> list[Any]:
    """What each gave or raised, all let go at the same moment."""
    gate, given = threading.Barrier(len(work)), [None] * len(work)

    def run(place: int) -> None:
        gate.wait(60)
        try:
            given[place] = work[place]()
        except Exception as error:
            given[place] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return given


def machine_on(opened: SqlStore) -> type[BalanceMachine]:
    """The machine on this database."""
    return type("BalanceMachineOnADatabase", (BalanceMachine,), {"store": opened})

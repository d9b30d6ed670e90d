"""The supply graph of one log size, read from columns: values are made as they are asked for."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from ledger.model.finding import Finding
from ledger.model.graph.columns import NONE, Columns, Rows, Texts
from ledger.model.graph.edges import Edges, Records
from ledger.model.graph.findings import Findings
from ledger.model.graph.nodes import (
    FirstMakings,
    Holding,
    Lot,
    LotEdge,
    Making,
    Material,
    PlacedMaking,
    Product,
    Recruitment,
    SealedMaking,
    Site,
)
from ledger.model.graph.views import ByName, ByPair

IS_THERE, IS_DISCLOSED, IS_REPACKED = 1, 2, 4  # bits of `lot.flags`; the first one also of `site.flags`
IS_CONFIRMED = 2  # bit of `site.flags`


class SupplyGraph:
    """Everything the log says about lots, built once for one log size and never changed.

    Mappings give values by name. Walks use the numbers behind the names: `names` has every lot in order of its name,
    `edges` every edge, sorted by its output; `inputs` and `outputs` give edge numbers by lot number.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.log_size = int(columns["log_size"][0])
        self.names, self._texts, self._records = Texts(columns, "names"), Texts(columns, "texts"), Records(columns)
        self.edges = Edges(columns, self.names, self._texts, self._records)
        self.inputs, self.outputs = Rows(columns, "edge", "edge.input"), Rows(columns, "out")
        # Lots by lot, along the edges that a walk follows.
        self.made_of, self.went_into = Rows(columns, "made_of"), Rows(columns, "went_into")
        self.flags, self.site_of = columns["lot.flags"].data, columns["lot.site"].data
        self._lot_records, self._sealed = Rows(columns, "lot.records"), Rows(columns, "sealed")
        self._produced = columns["lot.produced"].data
        self._lot_texts = [columns[f"lot.{each}"].data for each in LOT_TEXTS]
        self.findings = Findings(columns, self._texts, self._records)
        self._read_sites()
        self._read_lots()
        self._read_products()

    def _read_lots(self) -> None:
        columns, texts, said = self.columns, self._texts, Rows(self.columns, "said", "said.receiver")
        giver, self._holders = columns["said.giver"].data, Rows(columns, "holder", "holder.did")
        self._given_by, self._held_why = columns["holder.by"].data, columns["holder.record"].data

        def named(lot: int) -> dict[str, str]:
            return {texts[said.values[at]]: texts[giver[at]] for at in said.span(lot)}

        def is_lot(number: int) -> bool:
            return bool(self.flags[number] & IS_THERE)

        self.lots: Mapping[str, Lot] = ByName(self.names, is_lot, self.lot)
        self.inputs_of: Mapping[str, tuple[LotEdge, ...]] = ByName(self.names, self.inputs.has, self.edges_into)
        self.outputs_of: Mapping[str, tuple[LotEdge, ...]] = ByName(self.names, self.outputs.has, self.edges_from)
        self.holders: Mapping[str, Mapping[str, Holding]] = ByName(self.names, self._holders.has, self.holders_of)
        self.said_from: Mapping[tuple[str, str], str] = ByPair(ByName(self.names, said.has, named))
        self.containers = self._texts_by(self.names, Rows(columns, "container"))
        self.transactions = self._texts_by(self.names, Rows(columns, "transaction"))
        self.sealed: Mapping[str, tuple[SealedMaking, ...]] = ByName(self.names, self._sealed.has, self.sealed_makings)
        moved, by, place = (
            Rows(columns, "displaced", "displaced.record"),
            *_named(columns, "displaced", ("by", "place")).values(),
        )

        def making(lot: int) -> PlacedMaking:
            (at,) = moved.span(lot)
            return PlacedMaking(self._records.id(moved.values[at]), texts[by[at]], texts[place[at]])

        self.displaced: Mapping[str, PlacedMaking] = ByName(self.names, moved.has, making)

    def _read_sites(self) -> None:
        columns, texts = self.columns, self._texts
        names = self.site_names = Texts(columns, "sites")
        flags, told = columns["site.flags"].data, [columns[f"site.{each}"].data for each in _SITE_TEXTS]
        goods, records = Rows(columns, "site.goods"), Rows(columns, "site.records")
        made_here = Rows(columns, "site.lots")

        def site(number: int) -> Site:
            name, operator, country = (texts.get(each[number]) for each in told)
            listed = tuple(texts[good] for good in goods[number])
            told_in, is_confirmed = self._records.ids(records[number]), bool(flags[number] & IS_CONFIRMED)
            return Site(names[number], name, operator, country, listed, told_in, is_confirmed)

        self.sites: Mapping[str, Site] = ByName(names, lambda number: bool(flags[number] & IS_THERE), site)
        self._read_recruitments()
        joined, one = Texts(columns, "joined"), columns["joined.with"].data
        self.joined: Mapping[str, str] = ByName(joined, lambda _: True, lambda number: self._texts[one[number]])
        self._read_first_makings()
        self.lots_made_at: Mapping[str, tuple[str, ...]] = ByName(
            names, made_here.has, lambda number: tuple(self.names[lot] for lot in made_here[number])
        )

    def _read_first_makings(self) -> None:
        told = [
            (self.columns[f"first_made.{each}"].data, self.columns[f"first_made.{each}_by"].data)
            for each in FIRST_MAKINGS
        ]

        def making(number: int, records: memoryview, by: memoryview) -> Making | None:
            at = records[number]
            return (
                None if at == NONE else Making(self._records.id(at), self._records.index(at), self._texts[by[number]])
            )

        def first(number: int) -> FirstMakings:
            ever, standing = (making(number, *each) for each in told)
            assert ever is not None  # noqa: S101  a place is listed for its making
            return FirstMakings(ever, standing)

        self.first_made: Mapping[str, FirstMakings] = ByName(Texts(self.columns, "first_made"), lambda _: True, first)

    def _read_recruitments(self) -> None:
        columns, texts, rows = self.columns, self._texts, Rows(self.columns, "recruitment", "recruitment.record")
        told, workers = _named(columns, "recruitment", RECRUITMENT_TEXTS), columns["recruitment.workers"].data

        def recruitment(at: int) -> Recruitment:
            said, count = {name: texts[column[at]] for name, column in told.items()}, int(workers[at])
            record_id = self._records.id(rows.values[at])
            return Recruitment(**said, workers=None if count == NONE else count, record_id=record_id)

        self.recruitments: Mapping[str, tuple[Recruitment, ...]] = ByName(
            self.site_names, rows.has, lambda site: tuple(map(recruitment, rows.span(site)))
        )

    def _read_products(self) -> None:
        columns, texts, names = self.columns, self._texts, Texts(self.columns, "products")
        told, lots = [columns[f"product.{each}"].data for each in ("name", "good", "brand")], Rows(columns, "product")
        declared, materials = Rows(columns, "lot.products"), Rows(columns, "material", "material.good")
        lines = [columns[f"material.{each}"].data for each in MATERIAL_TEXTS]

        def product(number: int) -> Product:
            name, good, brand = (texts[each[number]] for each in told)
            bill = tuple(Material(*(texts[each[at]] for each in lines)) for at in materials.span(number))
            return Product(names[number], name, good, brand, tuple(self.names[lot] for lot in lots[number]), bill)

        self.products: Mapping[str, Product] = ByName(names, lambda _: True, product)
        self.products_of: Mapping[str, tuple[str, ...]] = ByName(
            self.names, declared.has, lambda lot: tuple(names[each] for each in declared[lot])
        )

    def _texts_by(self, names: Texts, rows: Rows) -> Mapping[str, tuple[str, ...]]:
        return ByName(names, rows.has, lambda number: tuple(map(self._texts.__getitem__, rows[number])))

    def text(self, number: int) -> str:
        """Give the text of this number, as columns of DIDs and sites hold it."""
        return self._texts[number]

    def lot(self, number: int) -> Lot:
        """Give the lot of this number."""
        produced, flags, site = self._produced[number], self.flags[number], self.site_of[number]
        unit, *rest = (self._texts.get(each[number]) for each in self._lot_texts)
        return Lot(
            lot=self.names[number],
            site=self.site_names.get(site),
            produced=Decimal(self._texts[produced]) if produced != NONE else None,
            unit=unit,
            is_disclosed=bool(flags & IS_DISCLOSED),
            records=self.records_of(number),
            is_repacked=bool(flags & IS_REPACKED),
            **dict(zip(LOT_TEXTS[1:], rest, strict=True)),
        )

    def records_of(self, number: int) -> tuple[bytes, ...]:
        """Give the ids of the records that speak of the lot of this number."""
        return self._records.ids(self._lot_records[number])

    def record_numbers_of(self, number: int) -> list[int]:
        """Give the numbers of the records that speak of the lot of this number."""
        return self._lot_records[number]

    def edges_into(self, number: int) -> tuple[LotEdge, ...]:
        """Give the edges into the lot of this number."""
        return tuple(map(self.edges.value, self.inputs.span(number)))

    def edges_from(self, number: int) -> tuple[LotEdge, ...]:
        """Give the edges out of the lot of this number."""
        return tuple(map(self.edges.value, self.outputs[number]))

    def sealed_makings(self, number: int) -> tuple[SealedMaking, ...]:
        """Give the records that say who made the lot of this number, and not to everyone downstream."""
        return tuple(SealedMaking(self._records.id(at), self._records.index(at)) for at in self._sealed[number])

    def is_held(self, number: int, receiver: str | None) -> bool:
        """Say of the lot of this number what is_confirmed says by name."""
        return receiver is not None and any(self._texts[did] == receiver for did in self._holders[number])

    def holders_of(self, number: int) -> dict[str, Holding]:
        """Give the DIDs that had the lot of this number, its maker first, each with why it counts."""
        texts, by, why, did = self._texts, self._given_by, self._held_why, self._holders.values
        return {
            texts[did[at]]: Holding(texts.get(by[at]), self._records.id(why[at])) for at in self._holders.span(number)
        }

    def is_confirmed(self, lot: str, receiver: str | None) -> bool:
        """Say whether a holder of the lot says that the receiver (a DID) had it, or the receiver made it."""
        number = self.names.find(lot)
        return number is not None and self.is_held(number, receiver)

    def findings_about(self, lots: Iterable[int], records: set[int]) -> tuple[Finding, ...]:
        """Give the findings whose subject is one of these lots, and those about no lot that rest on one of the records,
        and those about another lot that rest on nothing but these records. All by number."""
        return self.findings.about(lots, records)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SupplyGraph):
            return NotImplemented
        return all(getattr(self, each) == getattr(other, each) for each in _COMPARED)

    __hash__ = None  # type: ignore[assignment] # compared by content, like the values in it


def _named(columns: Columns, of: str, names: Iterable[str]) -> dict[str, memoryview]:
    return {name: columns[f"{of}.{name}"].data for name in names}


LOT_TEXTS = ("unit", "origin", "good", "made_from", "made_until")
RECRUITMENT_TEXTS = ("recruiter", "origin", "destination", "period_from", "period_until", "fee_payer")
FIRST_MAKINGS = ("ever", "standing")
MATERIAL_TEXTS = ("good", "quantity", "unit")
_SITE_TEXTS = ("name", "operator", "country")
_COMPARED = (
    *("log_size", "sites", "lots", "inputs_of", "outputs_of", "products", "containers", "recruitments", "findings"),
    *("transactions", "holders", "said_from", "sealed", "joined", "first_made", "displaced"),
)

"""The invented parties and the sites they run. Names do not depend on the seed.

Operators are named by two meaningless syllables, the word Demo and their trade; hosts lie under example.org, which
nobody can register.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.model.party import Role

from .identifiers import sgln
from .network import Chain, Place, Stage
from .shapes import DemoParty, Json

ONSETS = ("Zavr", "Oxil", "Thumb", "Yordl", "Braqu", "Wexl", "Jund", "Fyrn", "Qualp", "Ibbl", "Dravv", "Snorb")
ENDINGS = ("onka", "imet", "ubra", "arix", "opple", "enza", "idoo", "umba", "azzle", "undy")


@dataclass(frozen=True, slots=True)
class Site:
    """A site with its identifiers: what `Place` becomes once it has an operator and a location number."""

    place: Place
    stage: Stage
    chain: str
    number: int  # of its location
    operator: str  # DID
    name: str
    good: str
    item: int

    @property
    def sgln(self) -> str:
        return sgln(self.number)

    @property
    def key(self) -> str:
        return self.place.key

    @property
    def country(self) -> str:
        return self.place.country


def invented(name: str, country: str, role: Role) -> DemoParty:
    """Give a party whose host is its first word, so that name and DID can be matched by eye."""
    return DemoParty(f"did:web:{name.split()[0].lower()}-demo.example.org", name, country, role)


BRANDS = {
    "brand-cotton": invented("Wobbletonk Demo Apparel", "DE", Role.BRAND),
    "brand-solar": invented("Lumenzwick Demo Solar", "US", Role.BRAND),
    "brand-shrimp": invented("Brinezwick Demo Seafood", "NL", Role.BRAND),
}
AUDITORS = {
    "audit-1": invented("Nimblequaff Demo Audits", "DE", Role.AUDITOR),
    "audit-2": invented("Tallywumble Demo Assurance", "SG", Role.AUDITOR),
    "audit-3": invented("Sundrovex Demo Inspection", "IN", Role.AUDITOR),
    "audit-4": invented("Benchwimble Demo Workers' Programme", "TH", Role.AUDITOR),
}
RECRUITERS = {
    "recruit-np": invented("Farhopplet Demo Recruitment", "NP", Role.RECRUITER),
    "recruit-bd": invented("Quickwander Demo Manpower", "BD", Role.RECRUITER),
    "recruit-mm": invented("Riverzonk Demo Placement", "MM", Role.RECRUITER),
    "recruit-kh": invented("Tonlezip Demo Placement", "KH", Role.RECRUITER),
    "recruit-id": invented("Sailwozzle Demo Crewing", "ID", Role.RECRUITER),
    "recruit-ph": invented("Islawumpus Demo Crewing", "PH", Role.RECRUITER),
}
CUSTODIAN = invented("Lanternwick Demo Workers' Centre", "TH", Role.CUSTODIAN)
OWNERS: dict[str, tuple[Json, ...]] = {  # by the name of the party that says so
    RECRUITERS["recruit-np"].name: (
        {"name": "Dapplefern Demo Holding", "country": "NP", "share": "0.8", "since": "2021-04-01"},
    ),
}
NAMED = BRANDS | AUDITORS | RECRUITERS | {"custodian": CUSTODIAN}


def operators(chains: Iterable[Chain]) -> dict[str, DemoParty]:
    """Give the party behind each operator key, in the order in which the chains name them."""
    parties: dict[str, DemoParty] = {}
    for chain in chains:
        for place in chain.places:
            key = place.operator or place.key
            if key in parties or key in NAMED:
                continue
            onset, ending = ONSETS[len(parties) % len(ONSETS)], ENDINGS[len(parties) // len(ONSETS)]
            name = f"{onset}{ending} Demo {chain.stage_of(place).noun}"
            parties[key] = invented(name, place.country, Role.SUPPLIER)
    return parties


def sites(chains: Iterable[Chain], runners: dict[str, DemoParty]) -> dict[str, Site]:
    """Give every site by its key. Location numbers follow the order of the chains, from 00101."""
    numbered = enumerate(((chain, place) for chain in chains for place in chain.places), start=101)
    return {place.key: _site(chain, place, number, runners) for number, (chain, place) in numbered}


def _site(chain: Chain, place: Place, number: int, runners: dict[str, DemoParty]) -> Site:
    party = (runners | NAMED)[place.operator or place.key]
    label = place.key.split("-", 1)[1].upper()
    return Site(
        place=place,
        stage=chain.stage_of(place),
        chain=chain.key,
        number=number,
        operator=party.did,
        name=f"{party.name}, site {label}",
        good=chain.good_of(place),
        item=chain.item_of(place),
    )

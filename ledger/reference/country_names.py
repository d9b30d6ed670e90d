"""Countries as publishers write them: codes, names of ISO 3166-1, and the names that agencies use in their place."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.reference.folded import folded
from ledger.reference.snapshot import ReferenceSnapshot

USER_ASSIGNED = {"XKX": ("Kosovo", "XK", "KSV")}
# what agencies call a country whose ISO name reads otherwise; codes that the World Bank used before
_OTHERWISE = {
    "BOL": ("Bolivia",), "BRN": ("Brunei",), "CIV": ("Cote d'Ivoire", "Ivory Coast"), "COD": (
        "Democratic Republic of the Congo", "Congo (Kinshasa)", "DR Congo", "Congo, Dem. Rep.", "ZAR"),
    "COG": ("Republic of the Congo", "Congo (Brazzaville)", "Congo, Rep."), "CPV": ("Cape Verde",),
    "CUW": ("Curacao",), "CZE": ("Czech Republic",), "EGY": ("Egypt, Arab Rep.",), "FSM": ("Micronesia",
        "Micronesia, Fed. Sts."), "GBR": ("United Kingdom", "Great Britain"), "GMB": ("The Gambia", "Gambia, The"),
    "BHS": ("The Bahamas", "Bahamas, The"), "HKG": ("Hong Kong SAR, China",), "IRN": ("Iran", "Iran, Islamic Rep."),
    "KGZ": ("Kyrgyz Republic",), "KNA": ("St. Kitts and Nevis",), "KOR": ("South Korea", "Korea, Rep."),
    "LAO": ("Laos", "Lao PDR"), "LCA": ("St. Lucia",), "MAC": ("Macau", "Macao SAR, China"), "MDA": ("Moldova",),
    "MKD": ("Macedonia",), "MMR": ("Burma", "Burma (Myanmar)"), "PRK": ("North Korea", "Korea, Dem. People's Rep."),
    "PSE": ("West Bank and Gaza", "WBG", "Palestine"), "ROU": ("ROM",), "RUS": ("Russia",), "SVK": ("Slovak Republic",),
    "SWZ": ("Swaziland", "Eswatini"), "SYR": ("Syria",), "TLS": ("East Timor", "TMP"), "TUR": ("Turkey", "Turkiye"),
    "TWN": ("Taiwan", "Taiwan, China"), "TZA": ("Tanzania",), "USA": ("United States", "United States of America"),
    "VCT": ("St. Vincent and the Grenadines",), "VEN": ("Venezuela", "Venezuela, RB"), "VNM": ("Vietnam",),
    "YEM": ("Yemen, Rep.",), "SXM": ("St. Maarten", "Sint Maarten"), "AND": ("ADO",), "VIR": ("Virgin Islands (U.S.)",),
    "SOM": ("Somalia, Fed. Rep.",), "PRI": ("Puerto Rico (US)",),
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class NameIndex:
    """Alpha-3 codes by folded name and by code."""

    codes: Mapping[str, str]
    names: Mapping[str, str]

    def iso3(self, written: str) -> str | None:
        """Give the code of a country as somebody wrote it, None for a name that is not known."""
        return self.codes.get(written.strip().upper()) or self.names.get(folded(written))


def name_index(snapshot: ReferenceSnapshot) -> NameIndex:
    """Give the index of a snapshot's countries. Bracketed parts of ISO names are dropped where that stays unique."""
    codes = {row.iso2: row.iso3 for row in snapshot.countries} | {row.iso3: row.iso3 for row in snapshot.countries}
    names = {folded(row.name): row.iso3 for row in snapshot.countries}
    for iso3, others in (*_OTHERWISE.items(), *USER_ASSIGNED.items()):
        names |= {folded(other): iso3 for other in others}
        codes |= {other: iso3 for other in (iso3, *others) if other.isupper() and len(other) <= len(iso3)}
    return NameIndex(codes, names)

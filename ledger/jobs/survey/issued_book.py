"""What was released of each site, in the custodian's book: the release ledger that every later release is judged by."""

from collections.abc import Iterable, Mapping

from ledger.model.survey.release import SiteRelease
from ledger.model.survey.wave import PlannedSite, WavePlan
from ledger.ports.survey import CustodianBook
from ledger.surveys.releases.batch import for_site
from ledger.surveys.releases.issued import Issued
from ledger.surveys.releases.kept import kept_form, read_kept
from ledger.surveys.site_name import site_name

_ISSUED, _TOLD, _ATTESTED = "issued", "told to workers", "attested"


def issued_of(book: CustodianBook, site: str) -> tuple[Issued, ...]:
    """Give everything ever released of a site (its identifier, in any spelling), in the order of drawing."""
    found = book.get(_ISSUED, site_name(site))
    return tuple(read_kept(each) for each in found) if isinstance(found, list) else ()


def keep_issued(book: CustodianBook, issued: Iterable[Issued]) -> None:
    """Keep each release with every site that it is of; again, it completes what a cut left with some of them."""
    for each in issued:
        for site in each.members:
            history = issued_of(book, site)
            if each not in history:
                book.put(_ISSUED, site_name(site), [kept_form(one) for one in (*history, each)])


def last_issued(book: CustodianBook, site: str, wave: str) -> Issued | None:
    """Give what stands of a site and wave (its id on chain)."""
    return next((each for each in reversed(issued_of(book, site)) if each.wave == wave), None)


def released(book: CustodianBook, plan: WavePlan, wave: str) -> Mapping[PlannedSite, SiteRelease]:
    """Give what stands of a wave by site, in the order of the plan. Sites without a release are left out."""
    found, attested = {site: last_issued(book, site.site, wave) for site in plan.sites}, attested_of(book, wave)
    return {site: for_site(issued, site, attested=attested) for site, issued in found.items() if issued is not None}


def keep_attested(book: CustodianBook, wave: str, sites: frozenset[str]) -> None:
    """Keep that the integrity of these sites' channels is attested, beside those that were before."""
    if not sites <= attested_of(book, wave):
        book.put(_ATTESTED, wave, [*sorted(sites | attested_of(book, wave))])


def attested_of(book: CustodianBook, wave: str) -> frozenset[str]:
    """Give the sites (identifiers) of whose channel the integrity was attested in a wave (its id on chain)."""
    found = book.get(_ATTESTED, wave)
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset()


def drawn_on(book: CustodianBook, plan: WavePlan, wave: str) -> str | None:
    """Give the last day on which anything of a wave was drawn; None before."""
    found = [last_issued(book, site.site, wave) for site in plan.sites]
    return max((each.drawn_on for each in found if each is not None), default=None)


def keep_told(book: CustodianBook, token: str, *, day: str, drawn: str) -> None:
    """Keep the day on which workers were told what was drawn on another."""
    book.put(_TOLD, token, {"day": day, "of": drawn})


def told_on(book: CustodianBook, token: str, *, drawn: str) -> str | None:
    """Give the day on which workers were told what was drawn on that day; None where they were not."""
    found = book.get(_TOLD, token)
    return str(found["day"]) if isinstance(found, dict) and found["of"] == drawn else None

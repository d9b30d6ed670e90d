"""Whom a report is made again for: by the registry, and never for who does not see the product."""

from copy import deepcopy

import pytest
from api_town import PRODUCT
from audience_bed import COUNSEL, EVE, NAMED
from builders import AUDITOR, BRAND, MILL
from report_builders import AS_OF, Document

from ledger.errors import NotAllowed, NotFound, Unacceptable
from ledger.jobs.readable_parts import only_readable
from ledger.jobs.report import report, report_for
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.ports import World


def made_for(world: World, asker: Reader | None, named: Reader | None) -> Document:
    did, roles = (named.did, named.role.names) if named else (None, ())
    return dict(report_for(world, asker, PRODUCT, as_of=AS_OF, did=did, roles=roles))


def test_it_is_the_same_for_everybody_who_reads_the_same(told_world: World, draft: Document) -> None:
    for asker in (None, BRAND.reader, AUDITOR.reader):
        assert made_for(told_world, asker, None) == made_for(told_world, asker, BRAND.reader) == draft
    auditors = report(told_world, AUDITOR.reader, PRODUCT, as_of=AS_OF)
    for asker in (None, BRAND.reader, COUNSEL.reader):
        assert made_for(told_world, asker, AUDITOR.reader) == auditors != draft


@pytest.mark.parametrize("roles", [Role.AUDITOR, Role.SUPPLIER | Role.OPERATOR])
def test_attack_a_role_that_somebody_does_not_have_opens_nothing(told_world: World, roles: Role) -> None:
    """Called an auditor, a supplier would be told what was granted to it, and the asker would see what that is."""
    with pytest.raises(NotAllowed) as refused:
        made_for(told_world, BRAND.reader, Reader(NAMED.did, roles))
    assert "registered here" in refused.value.needs


def test_what_is_no_role_is_refused_by_name(told_world: World) -> None:
    with pytest.raises(Unacceptable, match="emperor"):
        report_for(told_world, BRAND.reader, PRODUCT, as_of=AS_OF, did=AUDITOR.did, roles=["emperor"])


@pytest.mark.parametrize("named", [None, AUDITOR.reader, EVE.reader])
@pytest.mark.parametrize("asker", [EVE.reader, MILL.reader])
def test_who_does_not_see_the_product_learns_nothing(told_world: World, asker: Reader, named: Reader | None) -> None:
    with pytest.raises(NotFound):
        made_for(told_world, asker, named)


def test_what_was_cut_for_a_reader_can_be_cut_for_it_again(told_world: World) -> None:
    """A brand's own report is cut for it twice: as who asks and as the brand. Another's request stands in neither."""
    of_another = {"request": "0x" + "00" * 32, "by": EVE.did, "opened_on": "2026-11-01", "opened_in": "0x" + "00" * 32}
    once = only_readable(told_world, BRAND.reader, {"asked": [of_another | {"witnessed_by": None}]})
    assert once == {"asked": [dict.fromkeys(of_another | {"witnessed_by": None}) | {"opened_on": "2026-11-01"}]}
    assert only_readable(told_world, BRAND.reader, deepcopy(once)) == once

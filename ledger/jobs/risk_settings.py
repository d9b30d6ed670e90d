"""The deployment's settings of the risk method: the newest signed `settings` record of its operator (rule R11)."""

from datetime import date

from pydantic import TypeAdapter

from ledger.assessment.dossier import STILL_SAID
from ledger.assessment.replies import signed_on
from ledger.errors import Unacceptable
from ledger.jobs.standing import registry_of
from ledger.jobs.supply import is_shared
from ledger.jobs.verdicts import verdicts_of
from ledger.model.bodies import RiskSettingsBody
from ledger.model.graph import SupplyGraph
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.risk.settings import AS_PUBLISHED, MethodSettings
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.risk.settings import read_settings

_BODY: TypeAdapter[RiskSettingsBody] = TypeAdapter(RiskSettingsBody)
_NAMED = b'"setting":"risk-settings"'  # as RFC 8785 writes it


def settings_of(world: World, graph: SupplyGraph, *, as_of: date) -> MethodSettings:
    """Give what the operator had set by that day, the published numbers where it set nothing that holds.

    Only what all downstream may read counts: nobody is scored by numbers that are hidden from him. It need not be
    anchored yet: no setting is less careful than the published numbers.
    """
    operators = {p.did for p in registry_of(world).parties.values() if Role.OPERATOR in p.roles}
    said = [r for r in world.store.records((Kind.SETTINGS,), size=graph.log_size) if _is_of_risk(r)]
    own = [r for r in said if r.signed.statement.issuer in operators and signed_on(r) <= as_of]
    verdicts = verdicts_of(world, own)
    standing = [record for record in own if verdicts[record.record_id] in STILL_SAID]
    return _read(standing[-1]) if standing else AS_PUBLISHED


def _is_of_risk(record: Record) -> bool:
    is_kept = record.shredded_by is None and is_shared(record)
    return is_kept and _NAMED in record.signed.statement.body


def _read(record: Record) -> MethodSettings:
    body = _BODY.validate_json(record.signed.statement.body)
    try:
        return read_settings(body, record_id="0x" + record.record_id.hex())
    except Unacceptable:  # taken by a version with other ranges: the published numbers hold
        return AS_PUBLISHED

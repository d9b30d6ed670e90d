"""A wave opens on the operator's host, or is refused there: the operator answers for what its pages ask.

The host is told how to ask and how to seal, and not where. It checks what it can see: who is enrolled in the log, that
the wave's keys are those, that every string was reviewed, and that a named panel did sign.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ledger.errors import NotEnrolled, NotFound, WaveRefused
from ledger.jobs.documents import OPERATOR_CHAIN_ID
from ledger.jobs.standing import deployment_of, registry_of, roles_of
from ledger.jobs.supply import still_said
from ledger.jobs.survey.drafts import drafts_told
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.survey.response import EpochKeys
from ledger.model.survey.wave import HostedWave, Panel
from ledger.ports import World
from ledger.ports.survey import SurveyHost
from ledger.surveys.custodians import require_custodian
from ledger.surveys.independent_lines import require_independent
from ledger.surveys.instrument.canonical import digest_of
from ledger.surveys.wave_rules import require_rules

_NO_PANEL = Role.OPERATOR | Role.BRAND | Role.SUPPLIER | Role.RECRUITER


def open_wave(host: SurveyHost, world: World, wave: HostedWave, *, by: str) -> None:
    """Let the wave take answers in its time; durable when this returns. `by` is the party that asks.

    Raises NotEnrolled (nobody is enrolled as its custodian, or not with these keys) and WaveRefused naming the rule.
    """
    if by != wave.custodian:
        raise NotFound(what="wave", identifier=wave.token)
    roles = roles_of(world, wave.custodian)
    require_custodian(wave.custodian, roles)
    _require_keys(world, wave)
    if wave.is_demo and deployment_of(world).domain.chain_id != OPERATOR_CHAIN_ID:
        reason = "a demo is not held on a chain that others rely on"
        raise WaveRefused(rule="demo", reason=reason, mend="hold it on this machine's own chain: `survey practice`")
    if wave.instrument.digest != digest_of(wave.instrument):
        reason = "the questionnaire is not the one that its digest names"
        raise WaveRefused(rule="instrument", reason=reason, mend="read the XLSForm again and plan the wave anew")
    drafts = drafts_told(wave.instrument, wave.consents, wave.languages)
    require_rules(wave, drafts=drafts, now=host.clock.now())
    require_independent(wave.help_lines, _interested(world))
    if wave.panel is not None:
        _require_panel(world, wave, wave.panel)
    host.vault.add_wave(wave)


def _interested(world: World) -> frozenset[str]:
    """Whoever runs no line: the host knows no site of the wave, so that it is every brand, site and recruiter."""
    parties = registry_of(world).parties.values()
    return frozenset(party.did for party in parties if party.roles & _NO_PANEL)


def enrolled_keys(world: World, did: str) -> EpochKeys | None:
    """Give the keys of a custodian's newest enrolment that stands in the log; None for none."""
    newest = None
    for record, body in _settings(world, "custodian-enrolment"):
        if record.signed.statement.issuer == did:
            newest = body
    if newest is None:
        return None
    first, second = (bytes.fromhex(newest[name][2:]) for name in ("first_key", "second_key"))
    return EpochKeys(newest["epoch"], first, second)


def _require_keys(world: World, wave: HostedWave) -> None:
    found = enrolled_keys(world, wave.custodian)
    if found is None:
        mend = "enrol: `tierlight survey enrol`; it counts once it stands in the log"
        raise NotEnrolled(reason=f"{wave.custodian} has no enrolment in the log", mend=mend)
    if found != wave.keys:
        mend = "plan the wave with the keys of the newest enrolment"
        raise NotEnrolled(reason="the wave's keys are not those that its custodian is enrolled with", mend=mend)
    if found.first == found.second:
        raise NotEnrolled(reason="both keys are one", mend="two people open together, each with a key of their own")


def _require_panel(world: World, wave: HostedWave, panel: Panel) -> None:
    """A panel that is named did sign for this questionnaire and these consents, under a party of its own."""
    told = next((pair for pair in _settings(world, "panel-review") if pair[0].record_id == panel.record_id), None)
    mend = "name the record of the panel's review, or none: then every page says that workers did not review it"
    if told is None:
        raise WaveRefused(rule="panel", reason="the log holds no such review", mend=mend)
    record, body = told
    issuer = record.signed.statement.issuer
    roles = roles_of(world, issuer)
    if issuer == wave.custodian or roles is None or roles & _NO_PANEL:
        raise WaveRefused(rule="panel", reason=f"{issuer} cannot speak as a panel of workers", mend=mend)
    digests = {"0x" + each.digest.hex() for each in wave.consents}
    is_for_these = body["instrument"] == "0x" + wave.instrument.digest.hex() and digests <= set(body["consents"])
    if not is_for_these or body["panel"] != panel.name:
        raise WaveRefused(rule="panel", reason="the panel reviewed another questionnaire or consent", mend=mend)


def _settings(world: World, setting: str) -> Iterator[tuple[Record, Mapping[str, Any]]]:
    kinds: Collection[Kind] = (Kind.SETTINGS,)
    for record in still_said(world, kinds, size=world.store.sizes().sealed_size):
        body = json.loads(record.signed.statement.body)
        if isinstance(body, dict) and body.get("setting") == setting:
            yield record, body

"""tierlight chain up, chain migrate, chain writer, chain record."""

import threading
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.consent import ask_consent
from auditor_cli.operator.deploy import Yes, deployment_facts
from auditor_cli.output import answer, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.bootstrap import LeftChain, Moved
    from ledger.jobs.migrate import MovePlan

_QUESTION = "Move this ledger? Its log is closed where it is, and that cannot be taken back."
_QUESTION_OPEN = (
    "Move this ledger and leave its log OPEN where it is? Whoever holds the anchoring key could write on it, should "
    "that chain come back. What is not final there is anchored at the new place only. That cannot be taken back."
)
_QUESTION_WRITER = "Give this log another anchoring key? The present one can anchor nothing from then on."
_LEFT_OPEN = "The log that was left is NOT closed: readers who ask that chain alone are not told where it went."

_PUBLIC = "Record this on chain? Issuer, signer, audience and summary are public from then on, for ever."

RecordId = Annotated[str, typer.Argument(metavar="RECORD_ID", help="The record, as 0x and 64 digits.")]
ToUrl = Annotated[str, typer.Option("--to-url", metavar="URL", help="The JSON-RPC endpoint of the chain to move to.")]
ToFinality = Annotated[
    str | None,
    typer.Option(
        "--to-finality",
        metavar="RULE",
        help="When a block is final there: tag:finalized, tag:safe or depth:N; default: TIERLIGHT_FINALITY's rule.",
    ),
]
IsGone = Annotated[
    bool, typer.Option("--chain-is-gone", help="The present chain is dead: nothing can be anchored or closed on it.")
]
IsHalted = Annotated[
    bool,
    typer.Option(
        "--chain-is-halted",
        help="The present chain answers but makes no blocks, for an hour or more: nothing can be closed on it.",
    ),
]
WithoutKeys = Annotated[
    bool,
    typer.Option("--without-keys", help="Anchor what waits although its signers' keys could not be carried."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done; send and write nothing.")]


def chain_up(place: Place) -> int:
    """\b
    Example:
      tierlight chain up --home var/mine

    Run the data folder's local chain until Ctrl-C. A chain that one operator runs is only a signed log.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.bootstrap import local_chain

    settings = place.settings()
    with local_chain(settings) as url:
        document = {"url": url, "home": str(settings.home)}
        answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "CHAIN UP", document))
        tell("running until Ctrl-C; its state is kept in the data folder")
        threading.Event().wait()  # ended by an interrupt, which leaves through the chain's own clean end
    return 0


def chain_migrate(
    place: Place,
    to_url: ToUrl,
    to_finality: ToFinality = None,
    chain_is_gone: IsGone = False,
    chain_is_halted: IsHalted = False,
    without_keys: WithoutKeys = False,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """\b
    Example:
      tierlight chain migrate --to-url https://node.example --home var/mine

    Move the log to another chain: close it here, go on there with a first final head. Old receipts stay valid by the
    proofs they carry. Interrupted, make the same call again.
    """
    from auditor_cli.source.chosen import require_ledger
    from ledger.bootstrap import move_ledger, plan_move

    left_chain = _left_chain(is_gone=chain_is_gone, is_halted=chain_is_halted)
    settings = require_ledger(place)
    if dry_run:
        _answer(place, "WOULD MOVE", _plan_document(plan_move(settings, to_url=to_url)), "Nothing was sent.")
        return ExitCode.OK
    if not ask_consent(_QUESTION if left_chain == "lives" else _QUESTION_OPEN, is_given=yes):
        tell("nothing was sent")
        return ExitCode.INTERRUPTED
    before = _log_id(place)
    moved = move_ledger(
        settings, to_url=to_url, to_finality=to_finality, left_chain=left_chain, is_without_keys=without_keys
    )
    was_there = before == moved.deployment.log_id
    document = _moved_document(moved) | {"was_there_before": was_there}
    wanted = f"TIERLIGHT_CHAIN_URL={to_url} TIERLIGHT_FINALITY={to_finality or settings.finality}"
    notes = [f"Set {wanted}" if was_there else f"From now on set {wanted}"]
    notes += [_LEFT_OPEN] if left_chain != "lives" and not was_there else []
    notes += [f"  {name} {what}" for name, what in moved.carried.left]
    _answer(place, "ALREADY THERE: moved by an earlier call" if was_there else "MOVED", document, *notes)
    return ExitCode.OK


def chain_writer(place: Place, yes: Yes = False) -> int:
    """\b
    Example:
      tierlight chain writer --home var/mine

    Give the log another anchoring key, by the cold admin key: a new key file, or the key that is set in its place.
    The old one can anchor nothing from then on. Interrupted, make the same call again.
    """
    from auditor_cli.source.chosen import require_ledger
    from ledger.bootstrap import change_writer

    settings = require_ledger(place)
    if not ask_consent(_QUESTION_WRITER, is_given=yes):
        tell("nothing was sent")
        return ExitCode.INTERRUPTED
    changed = change_writer(settings)
    writer = "0x" + changed.writer.hex()
    document = {"chain_id": changed.place.chain_id, "log_id": "0x" + changed.log_id.hex(), "writer": writer}
    notes = ("Restart `tierlight serve` and `tierlight worker`.", f"{writer} pays for anchoring: it needs gas money.")
    _answer(place, "NEW WRITER", document, *notes)
    return ExitCode.OK


def chain_record(place: Place, record_id: RecordId, yes: Yes = False) -> int:
    """\b
    Example:
      tierlight chain record 0x7f3a… --home var/mine

    Record one statement on chain by itself, so that the receipt of one that a contract wallet signed is proven offline.
    The body stays here; issuer, signer, audience and summary are public for ever.
    """
    from ledger.bootstrap import open_ledger, registrar
    from ledger.jobs.record_on_chain import record_on_chain
    from ledger.proof.wire import read_hex

    identifier = read_hex(record_id, field="RECORD_ID", least=32, most=32)
    if not ask_consent(_PUBLIC, is_given=yes):
        tell("nothing was sent")
        return ExitCode.INTERRUPTED
    settings = place.settings()
    ledger = open_ledger(settings)
    try:
        record, is_new = record_on_chain(ledger.world, registrar(settings), identifier)
    finally:
        ledger.close()
    signed = record.signed
    document: dict[str, Any] = {
        "record_id": record_id,
        "scheme": signed.scheme.value,
        "summary": signed.statement.summary,
    }
    document["was_recorded_before"] = not is_new
    title = "RECORDED ON CHAIN" if is_new else "WAS RECORDED BEFORE: nothing was sent"
    _answer(place, title, document, "Its receipt shows it once the block is final.")
    return ExitCode.OK


def _log_id(place: Place) -> bytes | None:
    from auditor_cli.source.chosen import open_existing

    ledger = open_existing(place)
    try:
        deployment = ledger.world.store.deployment()
        return deployment.log_id if deployment else None
    finally:
        ledger.close()


def _plan_document(plan: "MovePlan") -> dict[str, Any]:
    left = plan.left.place
    return {
        "from_chain_id": left.chain_id,
        "from_log_id": "0x" + plan.left.log_id.hex(),
        "final_head_size": plan.head.size,
        "records_waiting": plan.waiting,
    } | {f"to_{name}": told for name, told in deployment_facts(plan.entered).items()}


def _moved_document(moved: "Moved") -> dict[str, Any]:
    carried, first = moved.carried, moved.first_anchor
    return deployment_facts(moved.deployment) | {
        "parties_entered": len(carried.parties),
        "keys_entered": carried.keys,
        "left": [{"party": name, "what": what} for name, what in carried.left],
        "first_head_size": first.head.size,
        "first_head_root": "0x" + first.head.root.hex(),
        "first_head_block": first.block_number,
        "first_head_block_hash": "0x" + first.block_hash.hex(),
    }


def _left_chain(*, is_gone: bool, is_halted: bool) -> "LeftChain":
    from ledger.bootstrap import LeftChain

    if is_gone and is_halted:
        mend = "a chain that answers may have halted; one that does not is gone"
        raise WrongUsage(field="--chain-is-halted", reason="contradicts --chain-is-gone", mend=mend)
    if is_gone:
        return LeftChain.GONE
    return LeftChain.HALTED if is_halted else LeftChain.LIVES


def _answer(place: Place, title: str, document: dict[str, Any], *notes: str) -> None:
    from auditor_cli.render.facts import draw_facts

    shown = {name: told for name, told in document.items() if not isinstance(told, bool | list)}
    if "left" in document:
        shown["left_to_do_by_others"] = f"{len(document['left'])}, named below" if document["left"] else "nothing"
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, title, shown, *notes))

"""The faults of the worker line, F54 to F61: what may go wrong, and the tests that show that it does not.

They are tests of the ordinary run, with their planted bugs, not parts of the fault suite: nothing is broken at random.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkerFault:
    """One fault: `proofs` are pytest ids of the defence, `planted` of the same defence taken away."""

    name: str
    what: str
    expected: str
    proofs: tuple[str, ...]
    planted: tuple[str, ...]


def _in(file: str, *names: str) -> tuple[str, ...]:
    return tuple(f"tests/{file}::{name}" for name in names)


WORKER_FAULTS: Sequence[WorkerFault] = (
    WorkerFault(
        "F54",
        "A cell has one respondent fewer than the least",
        "it is suppressed, and with it the cell that would give it away",
        _in(
            "surveys/test_release_rules.py",
            "test_nine_respondents_are_suppressed_and_with_them_the_cell_that_would_give_them_away",
        )
        + _in("surveys/test_release_attack.py", "test_nothing_is_recovered_from_random_sites"),
        _in("surveys/test_release_rules.py", "test_without_complementary_suppression_the_nine_are_a_difference")
        + _in("surveys/test_release_attack.py", "test_planted_no_complementary_suppression_is_found"),
    ),
    WorkerFault(
        "F55",
        "Two overlapping cuts of a table differ by one worker",
        "there is one fixed grid and no filter; two releases of a site differ by at least ten or not at all",
        _in("surveys/test_release_rules.py", "test_no_function_of_releases_takes_a_filter")
        + _in(
            "surveys/test_release_attack.py", "test_the_difference_of_two_releases_tells_nothing_of_the_one_who_came"
        ),
        _in("surveys/test_release_attack.py", "test_planted_differences_that_nobody_looks_at_are_found"),
    ),
    WorkerFault(
        "F56",
        "Name, number, address, user agent or an answer is left somewhere",
        "it is in no log, database, write-ahead log, backup, call of the chain or error page",
        _in(
            "jobs/test_survey_canaries.py",
            "test_no_file_of_the_vault_holds_a_canary_at_any_stage",
            "test_nothing_is_logged_and_no_error_repeats_it",
        )
        + _in(
            "api/test_survey_traces.py", "test_no_log_holds_a_canary", "test_an_error_page_holds_nothing_of_what_came"
        )
        + _in("jobs/test_survey_main_line.py", "test_6_no_transaction_of_the_wave_holds_a_canary"),
        _in("jobs/test_survey_canaries.py", "test_planted_an_answer_that_is_not_sealed_is_found")
        + _in("api/test_survey_traces.py", "test_planted_a_log_of_paths_holds_them")
        + _in("jobs/test_survey_main_line.py", "test_planted_a_token_in_the_calldata_is_found"),
    ),
    WorkerFault(
        "F57",
        "What was erased is still in a file, or comes back from an old backup",
        "no byte of keys, seed or ciphertext is left; a backup of before opens for nobody once its month's keys are"
        " destroyed",
        _in("vault/test_survey_shredding.py", "test_no_byte_is_left_of_what_was_withdrawn")
        + _in("jobs/test_survey_erasure.py", "test_a_backup_of_before_cannot_bring_back_whom_was_erased"),
        _in(
            "vault/test_survey_shredding.py",
            "test_planted_without_emptying_the_logs_and_writing_anew_keys_are_left",
            "test_planted_a_wrapped_key_that_is_not_deleted_is_found",
        )
        + _in("jobs/test_survey_erasure.py", "test_planted_keys_that_are_not_destroyed_bring_them_back"),
    ),
    WorkerFault(
        "F58",
        "Consent is withdrawn after anchoring",
        "the content goes, the commitment stays and opens for nobody; what is released changes at a later slot alone",
        _in("jobs/test_survey_main_line.py", "test_4_who_withdraws_after_closing_leaves_list_and_tree_whole")
        + _in(
            "jobs/test_survey_release.py",
            "test_nine_who_withdraw_change_nothing_ten_are_released_anew_in_a_later_slot",
        ),
        _in("jobs/test_survey_release.py", "test_planted_a_job_that_forgets_what_it_drew_draws_again"),
    ),
    WorkerFault(
        "F59",
        "One code answers twice, at two sites, off the plan; 300 codes in four minutes; more answers than workers",
        "the newest counts once; the burst and the surplus are flagged, and nothing is deleted",
        _in(
            "surveys/test_tallying.py",
            "test_of_answers_under_one_code_the_highest_sequence_counts_whatever_the_order",
            "test_attack_one_code_that_answers_at_two_sites_is_counted_at_the_last_alone",
        )
        + _in(
            "surveys/test_quality_tests.py",
            "test_g3_three_hundred_codes_in_four_minutes_from_one_device_are_flagged_and_none_is_deleted",
        )
        + _in("surveys/test_surplus_answers.py", "test_attack_answers_beyond_roster_or_sample_lead_to_review")
        + _in(
            "surveys/test_repeated_codes.py",
            "test_attack_a_stuffed_wave_counts_each_code_once_and_says_what_it_sees",
        ),
        _in(
            "surveys/test_repeated_codes.py",
            "test_planted_with_the_check_away_the_attack_is_not_stopped",
            "test_planted_a_tally_that_takes_every_row_counts_codes_outside_the_plan",
        ),
    ),
    WorkerFault(
        "F60",
        "A receipt of who answered beside one of who left",
        "rows, receipts and pages are alike in form, bytes and time; a distinguisher stays under 0.02",
        _in(
            "surveys/test_distinguisher.py",
            "test_no_bit_of_a_receipt_or_its_row_tells_who_answered",
            "test_the_form_of_every_receipt_and_row_is_one",
        )
        + _in("api/test_survey_timing.py", "test_the_end_takes_as_long_for_who_left_as_for_who_answered")
        + _in(
            "api/test_survey_timing_codes.py",
            "test_the_time_to_look_for_a_code_tells_under_two_in_a_hundred",
            "test_every_code_is_looked_for_by_the_same_steps",
        )
        + _in("jobs/test_survey_distinguisher.py", "test_files_grow_by_the_same_bytes"),
        _in(
            "surveys/test_distinguisher.py",
            "test_planted_a_bit_that_tells_is_found",
            "test_planted_a_length_that_tells_is_found",
            "test_planted_a_field_that_covers_have_not_is_found",
        )
        + _in("api/test_survey_timing.py", "test_planted_keeping_no_cover_is_found_by_time")
        + _in(
            "api/test_survey_timing_codes.py",
            "test_planted_more_work_for_answers_alone_is_found",
            "test_planted_one_more_query_for_answers_takes_other_steps",
        ),
    ),
    WorkerFault(
        "F61",
        "A brand, a supplier or the operator asks for answers, free text or rows; somebody opens them unseen",
        "every door refuses and logs it, the operator has no key, and the custodian's own openings leave lines that "
        "name both people, whose edits are caught",
        _in(
            "api/test_no_raw_answers.py",
            "test_whoever_is_no_custodian_is_refused_at_every_door_of_custody_and_the_refusal_is_logged",
            "test_the_operator_is_refused_as_well",
        )
        + _in(
            "jobs/test_survey_audit_log.py",
            "test_every_way_to_open_answers_leaves_a_line_that_names_both_people",
            "test_attack_an_edit_of_the_file_around_its_own_refusal_is_caught",
        ),
        _in("api/test_no_raw_answers.py", "test_planted_a_route_that_gives_answers_is_found"),
    ),
)


_MEASURED = """Last runs of the distinguisher, on 2 cores beside other work, 2026-11-22. By bits, learnt from 40,000
receipts with their rows and tried on 80,000: an advantage of +0.0012, at most 0.0070 at 95 %. Structures and lengths
are one. By time the advantage is 2 AUC - 1, of somebody who sees one page of each kind:

| page | clock | advantage | at most, at 95 % | pages of each kind |
|---|---|---|---|---|
| end of a visit | wall | 0.0080 (sign not kept) | 0.0190 (one-sided) | 15,000 |
| looking for a code before closing | wall | +0.0007 | 0.0047 | 30,000 |
| the same | processor | +0.0009 | 0.0030 | 30,000 |
| looking for a code after closing | wall | +0.0004 | 0.0028 | 30,000 |
| the same | processor | -0.0001 | 0.0019 | 30,000 |

Bits: `.venv/bin/python -m scripts.long distinguisher`, which has the others at full size too. The end of a visit:
`TIERLIGHT_TIMED_ENDS=15000 TIERLIGHT_TIMED_AT_ONCE=24 .venv/bin/pytest tests/api/test_survey_timing_many.py -k
under_two` (582 s). Codes: `TIERLIGHT_TIMED_CODES=30000 .venv/bin/pytest -n2 --dist load -rP
tests/api/test_survey_timing_codes.py` (1,611 s; in that run the tests of steps asked faster than a wave allows and were
red, and were mended after it). Medians of a code's page were 6.7 to 9.0 ms at the wall and 5.7 to 5.9 ms of the
processor. Other work blurs both clocks, the wall's more, and on an idle machine smaller differences would show: 0.1 ms
more for answers alone, planted, had an advantage of 0.0661 by the processor (at most 0.0738, 3,000 of each), so that
0.02 stood for some 30 microseconds. Whoever asks for one code thousands of times averages, and no count of pages bounds
that. What stands against it: every code takes the same steps, of who answered, left or withdrew, function by function,
and none reads the rows. That does not look inside compiled functions or at the processor's caches. Pages are timed on
the machine itself: through a network less is seen.

Releases, with every release, the rules and a count at the door in an insider's hands: of 10,000 random sites, fee rows
and two waves among them, no suppressed cell and no exact count was recovered
(`.venv/bin/python -m scripts.long releases`, at commit a4bbee2, 40 minutes of the processor)."""


def worker_line() -> str:
    """Give the section of docs/faults.md."""
    head = [
        "## The worker line, F54 to F61",
        "",
        "These are tests of the ordinary run, each with the defence taken away beside it where that can be planted;",
        "run one with `.venv/bin/pytest` and its id. At full size: `make long LONG='distinguisher releases'`.",
        "",
        "| fault | what it is | what must be | tests | the same with the defence taken away |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(_row(each) for each in WORKER_FAULTS), "", _MEASURED])


def _row(fault: WorkerFault) -> str:
    tests, planted = ("<br>".join(f"`{each}`" for each in ids) or "-" for ids in (fault.proofs, fault.planted))
    return f"| {fault.name} | {fault.what} | {fault.expected} | {tests} | {planted} |"

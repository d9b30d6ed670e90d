"""Check 3, summary: what the signer read is what the body says, by a rule and in a language that the ledger renders."""

from ledger.intake.summary.rendering import check_summary, render_summary

__all__ = ["check_summary", "render_summary"]

"""Screening a ledger: its parties, sites and recruiters beside official lists, and what people decided of matches."""

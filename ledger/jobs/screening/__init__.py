"""Screening a ledger: its parties, sites, recruiters and owners beside official lists, and what people decided."""

"""Stage 5: what workers answer is sealed, counted by its custodian alone, and leaves only as aggregates."""

"""The two command lines: `auditor` asks, `tierlight` runs the ledger."""

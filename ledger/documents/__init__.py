"""Files that this ledger writes beside its database. All of them can be lost and made again."""

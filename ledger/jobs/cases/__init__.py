"""Cases at the custodian's: one job a file. Everything is kept in the encrypted book, and nothing here can send."""

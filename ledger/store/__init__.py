"""WORLD: the database. SQLModel on SQLite by default; the same code opens Postgres by URL."""

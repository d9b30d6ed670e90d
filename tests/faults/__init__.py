"""The fault suite: real databases, a real chain and real faults, counted. See `docs/faults.md` for its figures."""

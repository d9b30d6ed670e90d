"""Bugs planted in copies of the contracts, each of which a named test must catch."""

"""MATHEMATICS: bytes in, bytes out. No I/O, no clock, no randomness (DESIGN: the tree)."""

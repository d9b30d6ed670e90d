"""NOUNS: frozen values without I/O. The order of the flow lives in these types (DESIGN: the flow)."""

"""Stage 1: parse, canonicalise, check the signature. A submission becomes a SignedStatement, or a named refusal."""

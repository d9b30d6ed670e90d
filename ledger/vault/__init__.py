"""WORLD: secrets at rest. Key files only so far."""

"""WORLD: secrets at rest."""

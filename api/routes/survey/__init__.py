"""The worker line over HTTP."""

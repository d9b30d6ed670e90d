"""The worker line's procedures, one a file: what is done with a wave, on the operator's host or at its custodian."""

"""tierlight case: what responders do for a worker, on the custodian's own machine."""

"""tierlight survey: what a custodian does on its own machine, one verb a file."""

"""The ledger over HTTP: endpoints for machines, pages for people. The only place that knows HTTP."""

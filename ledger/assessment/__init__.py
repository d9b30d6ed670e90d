"""Stage 7: graph, records and their verdicts become an Assessment by the risk method; every number keeps its source."""

"""Stage 3: the numbered checks that turn a statement and its receipt into a verdict, without a node and without us."""

"""Dated public tables with the source of each row, and the look-ups that turn them into parts of the risk method."""

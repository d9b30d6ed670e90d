"""Screening: names, places and goods of a supply chain beside rows of official lists. It proposes; people decide."""

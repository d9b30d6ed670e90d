"""The publishers' own files become tables in our schema: strictly, whole or not at all, within stated limits."""

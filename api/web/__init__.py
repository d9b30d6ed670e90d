"""The pages that people read: rendered here, without scripts, from the same documents that the API answers."""

"""Does the method rank later listings better than a country index? Past editions in, a study with its numbers out."""

"""The worker line's nouns: what is asked, answered, sealed, counted, released, and acted on."""

"""The demo's world: three invented supply chains as seeded values, without network, database, chain or clock."""

"""The brand's own score: what its buying does to the people who make its goods. Pure; nothing is read here."""

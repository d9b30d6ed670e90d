"""One job a file: each composes stages over the world and hands values from one to the next."""

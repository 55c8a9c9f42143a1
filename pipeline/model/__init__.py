"""The types that travel down the line: small, frozen, standard library only."""

"""A mutation fuzzer: real notes, changed at random as damage and malice would, through every reader and the whole line."""

"""Figures, times and names in a passage, by rules that are records with examples."""

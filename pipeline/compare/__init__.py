"""Datasets against what people annotated, and against other datasets."""

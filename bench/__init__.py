"""Benchmarks: what they measure and how to run them stands in each folder."""

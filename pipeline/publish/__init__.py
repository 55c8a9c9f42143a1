"""Rows of the contract out of what was read: Arrow tables, Parquet files, the DuckDB file, and the schemas of all of them."""

"""The lake: Delta tables of Parquet files that loads are committed to, compacted and pruned."""

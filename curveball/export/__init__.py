"""The dataset in the formats of other libraries: Parquet with PNG frames, tar shards, numpy arrays, video files."""

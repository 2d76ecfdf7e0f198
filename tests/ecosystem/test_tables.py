"""pandas, polars and DuckDB read every column of the files."""

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from curveball.dataset.reader import Dataset


@pytest.fixture(scope="module")
def train(made) -> Dataset:
    return Dataset(made.folder, "train")


@pytest.fixture(scope="module", params=["pandas", "polars", "duckdb"])
def columns(made, request) -> dict[str, list]:
    """Every column of the training split as another library reads it."""
    files = f"{made.folder}/data/train-*.parquet"
    if request.param == "pandas":
        paths = sorted(made.folder.glob("data/train-*.parquet"))
        return pd.concat(map(pd.read_parquet, paths)).to_dict("list")
    if request.param == "polars":
        return pl.read_parquet(files).to_dict(as_series=False)
    relation = duckdb.sql("SELECT * FROM read_parquet($1) ORDER BY filename, file_row_number", params=[files])
    return dict(zip(relation.columns, map(list, zip(*relation.fetchall(), strict=True)), strict=True))


def test_every_column_has_the_values_of_the_samples(train, columns):
    videos = train._cache.group(0, 0).videos
    assert list(columns) == train.schema.names
    for row, sample in enumerate(train):
        for name, value in sample.items():
            if name == "video":
                continue
            read = columns[name][row]
            read = np.nan if read is None else np.stack(read) if name in ("trajectory_3d", "camera_rotation") else read
            if isinstance(value, np.ndarray):
                read = np.array([list(part) for part in read] if value.ndim > 1 else read)
            np.testing.assert_array_equal(read, value, err_msg=name)
    assert bytes(columns["video"][3]) == bytes(videos.encoded(3))

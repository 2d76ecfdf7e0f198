"""Memory is bounded by bytes: the larger a sample, the fewer of them a process holds."""

import pyarrow.parquet as pq
import pytest

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.memory import rows_per_group
from curveball.generation.shards import write_shard


@pytest.mark.parametrize("shape", [(1, 8, 8, 1), (4, 32, 32, 3), Config().video_shape])
def test_small_videos_are_in_groups_of_512(shape):
    assert rows_per_group(shape) == 512


@pytest.mark.parametrize(
    ("shape", "rows"),
    [((64, 256, 256, 3), 10), ((1024, 64, 64, 1), 25), ((1024, 8, 8, 1), 120), ((1024, 512, 512, 1), 1)],
)
def test_groups_of_large_samples_have_at_most_128_mib(shape, rows):
    assert rows_per_group(shape) == rows


def test_the_row_groups_of_a_shard_have_this_size(tmp_path):
    config = parse_config({"height": 512, "width": 512, "frames": 20})
    write_shard(config, "linear", 0, 17, tmp_path / "shard", progress=lambda done: None)

    metadata = pq.read_metadata(tmp_path / "shard")
    rows = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    assert rows == [8, 8, 1]
    assert rows[0] == rows_per_group(config.video_shape)

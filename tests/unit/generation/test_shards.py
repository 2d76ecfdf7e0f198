"""Shards contain the samples of the library, whatever the batches, and are written atomically."""

import os

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.generation.encoding import decode_video, fingerprint
from curveball.generation.rendering import render
from curveball.generation.sampling import draw_samples
from curveball.generation.schema import table_schema
from curveball.generation.shards import make_samples, write_shard

SMALL = parse_config({"frames": 4, "height": 24, "width": 31})


def make(config: Config, class_name: str, indices, *batch_sizes: int) -> pa.Table:
    """Make samples as they are in shards."""
    return pa.Table.from_batches(make_samples(config, class_name, np.array(indices), *batch_sizes, is_complete=False))


def write(path, config=SMALL, class_name="helical", first=5, count=20, progress=lambda done: None) -> pa.Table:
    write_shard(config, class_name, first, count, path, progress)
    return pq.read_table(path)


@pytest.mark.parametrize("batch_size", [1, 7, 16])
@pytest.mark.parametrize("max_videos", [1, 7, 16])
def test_batch_sizes_change_no_bit(batch_size, max_videos):
    found = make(SMALL, "circular", range(20), batch_size, max_videos)
    assert found.equals(make(SMALL, "circular", range(20)))


def test_a_sample_generated_alone_equals_the_one_in_its_shard(tmp_path):
    shard = write(tmp_path / "shard", first=5, count=20)
    assert make(SMALL, "helical", [17]).equals(shard.slice(12, 1))
    assert make(SMALL, "helical", [24, 5]).equals(shard.take(pa.array([19, 0])))


def test_two_shards_equal_one_larger_shard(tmp_path):
    parts = [write(tmp_path / str(first), first=first, count=8) for first in (0, 8)]
    assert pa.concat_tables(parts).equals(write(tmp_path / "whole", first=0, count=16))


def test_a_shard_has_its_schema_indices_and_names(tmp_path):
    shard = write(tmp_path / "shard")
    assert pq.read_schema(tmp_path / "shard").equals(table_schema(SMALL, ["helical"]), check_metadata=True)
    assert shard["index"].to_pylist() == list(range(5, 25))
    assert shard["sample_id"][0].as_py() == "helical-0000005"
    assert set(shard["label"].to_pylist()) == {2}
    assert set(shard["class_name"].to_pylist()) == {"helical"}


def test_a_shard_contains_the_samples_and_their_videos(tmp_path):
    shard, samples = write(tmp_path / "shard"), draw_samples(SMALL, "helical", np.arange(5, 25))
    videos = render(SMALL, samples.trajectory_2d, samples.radius_px)
    for row, n in zip(shard.to_pylist(), range(20), strict=True):
        np.testing.assert_array_equal(decode_video(row["video"], SMALL.video_shape), videos[n])
        np.testing.assert_array_equal(np.float32(row["trajectory_3d"]), samples.trajectory_3d[..., n].T)
        np.testing.assert_array_equal(np.float32(row["trajectory_2d"]), samples.trajectory_2d[..., n].T)
        np.testing.assert_array_equal(np.float32(row["radius_px"]), samples.radius_px[:, n])
        np.testing.assert_array_equal(row["camera_rotation"], samples.camera.rotation[..., n])
        np.testing.assert_array_equal(row["camera_translation_m"], samples.camera.translation_m[:, n])
        assert row["focal_length_px"] == samples.camera.focal_length_px[n]
        assert row["principal_point_px"] == [15, 11.5]
        assert row["jitter_std"] == samples.jitter_std[n]
        np.testing.assert_array_equal(row["curve_rotation"], samples.axes[..., n])
        assert row["pace_bend"] == samples.paces.bend[n]
        assert row["is_reversed"] == samples.paces.is_reversed[n]
        assert row["pace"] == samples.paces.names()[n]
        assert row["direction"] == ("left to right" if samples.heading[0, n] > 0 else "right to left")
        assert row["helical_turns"] == samples.parameters["turns"][n]


def test_videos_are_stored_without_further_compression_and_with_checksums(tmp_path):
    write(tmp_path / "shard")
    group = pq.read_metadata(tmp_path / "shard").row_group(0)
    columns = {group.column(k).path_in_schema: group.column(k) for k in range(group.num_columns)}
    assert columns["video"].compression == "UNCOMPRESSED"
    data = bytearray((tmp_path / "shard").read_bytes())
    data[columns["video"].data_page_offset + columns["video"].total_compressed_size // 2] ^= 1
    (tmp_path / "shard").write_bytes(data)
    with pytest.raises(OSError, match="CRC"):
        pq.read_table(tmp_path / "shard", page_checksum_verification=True)


def test_a_shard_has_the_fingerprint_of_its_rows_in_its_metadata(tmp_path):
    shard = write(tmp_path / "shard")
    stored = pq.read_metadata(tmp_path / "shard").metadata[b"fingerprint"]
    assert stored.decode() == f"{fingerprint(shard):032x}"


def test_a_shard_is_regenerated_to_the_same_bytes(tmp_path):
    write(tmp_path / "one")
    write(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_progress_ends_with_the_number_of_samples(tmp_path):
    reported = []
    write(
        tmp_path / "shard", parse_config({"frames": 1, "height": 16, "width": 16}), count=2100, progress=reported.append
    )
    assert reported == [2048, 2100]


def test_an_interrupted_shard_leaves_no_file(tmp_path):
    def interrupt(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "shard", progress=interrupt)
    assert os.listdir(tmp_path) == []


def test_style_and_colors_change_only_pixels():
    plain = make(SMALL, "linear", range(10))
    for settings in (
        {"style": "trail"},
        {"background": "#eeeeee"},
        {"ball": {"color": "#0000ff"}},
        {"grayscale": True},
    ):
        other = make(parse_config({"frames": 4, "height": 24, "width": 31} | settings), "linear", range(10))
        differing = {name for name in plain.schema.names if not plain[name].equals(other[name])}
        assert differing == {"video", "digest"}, settings

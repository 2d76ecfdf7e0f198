"""What the whole dataset covers is measured from its columns."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curveball.config.loading import parse_config
from curveball.dataset.splits import split_counts
from curveball.generation.columns import to_numpy
from curveball.report.coverage import measure_coverage, picture_bins


@pytest.fixture(scope="module")
def table(finished) -> pa.Table:
    paths = (finished.folder / "dataset" / "data").glob("*.parquet")
    return pa.concat_tables(map(pq.read_table, paths)).sort_by("sample_id")


def test_every_row_counts_in_its_split_and_class(content):
    coverage, expected = content.coverage, sum(split_counts(content.config, name) for name in content.config.classes)
    assert coverage.total == len(coverage.splits) == 20
    assert [np.count_nonzero(coverage.splits == split) for split in range(3)] == list(expected)
    assert set(coverage.class_names) == {"linear", "circular"}
    assert coverage.unreadable == []


def test_every_position_is_counted_in_its_cell(content, table):
    tracks = to_numpy(table["trajectory_2d"])
    is_linear = np.array(table["class_name"].to_pylist()) == "linear"
    columns, rows = np.floor(tracks[is_linear] + 0.5).astype(int).reshape(-1, 2).T
    expected = np.zeros((32, 32), dtype=int)
    np.add.at(expected, (rows, columns), 1)
    np.testing.assert_array_equal(content.coverage.positions["linear"], expected)


def test_a_parameter_has_the_values_of_its_class_only(content, table):
    everyone = np.ones(20, dtype=bool)
    found = np.sort(content.coverage.of("linear_length_m", everyone))
    expected = np.sort(table["linear_length_m"].drop_null().to_numpy().astype(np.float32))
    np.testing.assert_array_equal(found, expected)


def test_quantities_are_means_over_the_clip(content, table):
    everyone = np.ones(20, dtype=bool)
    steps = np.linalg.norm(np.diff(to_numpy(table["trajectory_2d"]), axis=1), axis=2)
    np.testing.assert_allclose(np.sort(content.coverage.of("speed", everyone)), np.sort(steps.mean(axis=1)), rtol=1e-5)
    radii = to_numpy(table["radius_px"]).mean(axis=1)
    np.testing.assert_allclose(np.sort(content.coverage.of("radius", everyone)), np.sort(radii), rtol=1e-5)
    assert (content.coverage.of("depth", everyone) > 0).all()


def test_a_file_that_cannot_be_read_is_named_and_hides_no_other(results):
    path = results.folder / "dataset" / "data" / "test-00000.parquet"
    path.write_bytes(b"no file of Parquet")

    coverage = measure_coverage(results.config, results.folder / "dataset")

    assert coverage.unreadable == ["test-00000.parquet"]
    assert coverage.total == 18


@pytest.mark.parametrize(
    ("height", "width", "bins"), [(32, 32, (32, 32)), (64, 64, (64, 64)), (128, 256, (32, 64)), (8, 1024, (1, 64))]
)
def test_large_pictures_have_fewer_cells_than_pixels(height, width, bins):
    assert picture_bins(parse_config({"height": height, "width": width})) == bins

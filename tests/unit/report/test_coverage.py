"""The coverage of the dataset is measured on its columns."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curveball.config.loading import parse_config
from curveball.dataset.splits import SPLITS, split_counts
from curveball.generation.columns import to_numpy
from curveball.report import coverage as coverage_module
from curveball.report.coverage import image_bins, measure_coverage
from tests.support.planting import with_column


@pytest.fixture(scope="module")
def table(finished) -> pa.Table:
    paths = (finished.folder / "dataset" / "data").glob("*.parquet")
    return pa.concat_tables(map(pq.read_table, paths)).sort_by("sample_id")


def test_every_row_counts_in_its_split_and_class(content, coverage):
    expected = sum(split_counts(content.config, name) for name in content.config.classes)
    assert coverage.total == len(coverage.numbers) == 20
    assert coverage.numbers["split"].value_counts(sort=False).to_dict() == dict(zip(SPLITS, expected, strict=True))
    assert coverage.numbers["class_name"].value_counts().to_dict() == {"linear": 10, "circular": 10}
    assert coverage.unreadable == []


def test_every_position_is_counted_in_its_bin(coverage, table):
    tracks = to_numpy(table["trajectory_2d"])
    is_linear = np.array(table["class_name"].to_pylist()) == "linear"
    columns, rows = np.floor(tracks[is_linear] + 0.5).astype(int).reshape(-1, 2).T
    expected = np.zeros((32, 32), dtype=int)
    np.add.at(expected, (rows, columns), 1)
    np.testing.assert_array_equal(coverage.positions["linear"], expected)


def test_a_parameter_has_the_values_of_its_class_only(coverage, table):
    groups = coverage.groups("linear_length_m", by="class_name")
    found = np.sort(groups["linear"])
    expected = np.sort(table["linear_length_m"].drop_null().to_numpy().astype(np.float32))
    np.testing.assert_array_equal(found, expected)
    assert groups["circular"].size == 0


def test_numbers_have_compact_types(coverage):
    types = coverage.numbers.dtypes.astype(str)
    assert types[["class_name", "split"]].tolist() == ["category", "category"]
    assert set(types.drop(["class_name", "split"])) == {"float32"}


def test_numbers_that_are_not_finite_belong_to_no_group(coverage):
    coverage = replace(coverage, numbers=coverage.numbers.copy())
    before = sum(map(len, coverage.groups("speed", by="split").values()))
    coverage.numbers.loc[0, "speed"], coverage.numbers.loc[1, "speed"] = np.inf, np.nan
    assert sum(map(len, coverage.groups("speed", by="split").values())) == before - 2


def test_quantities_are_means_over_the_frames(coverage, table):
    speed, radius, depth = (coverage.numbers[name].to_numpy() for name in ("speed", "radius", "depth"))
    steps = np.linalg.norm(np.diff(to_numpy(table["trajectory_2d"]), axis=1), axis=2)
    np.testing.assert_allclose(np.sort(speed), np.sort(steps.mean(axis=1)), rtol=1e-5)
    radii = to_numpy(table["radius_px"]).mean(axis=1)
    np.testing.assert_allclose(np.sort(radius), np.sort(radii), rtol=1e-5)
    assert (depth > 0).all()


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_read(results):
    path = results.folder / "dataset" / "data" / "test-00000.parquet"
    path.write_bytes(b"not a Parquet file")

    coverage = measure_coverage(results.config, results.folder / "dataset")

    assert coverage.unreadable == ["test-00000.parquet"]
    assert coverage.total == 18


def test_of_a_large_split_the_first_files_are_read_and_all_rows_are_counted(content, finished, monkeypatch):
    first, *others = content.manifest.splits["train"]
    assert others
    monkeypatch.setattr(coverage_module, "_MAX_ROWS_PER_SPLIT", first.rows)

    coverage = measure_coverage(finished.config, finished.dataset)

    assert coverage.numbers["split"].value_counts()["train"] == first.rows
    assert coverage.total == 20


def test_a_dataset_without_files_covers_nothing(results, tmp_path):
    coverage = measure_coverage(results.config, tmp_path)
    assert (coverage.total, len(coverage.numbers)) == (0, 0)
    assert {name: values.size for name, values in coverage.groups("speed", by="class_name").items()} == {
        "linear": 0,
        "circular": 0,
    }


def test_a_row_of_an_unknown_class_is_in_no_class(results):
    path = results.dataset / "data" / "test-00000.parquet"
    table = pq.read_table(path)
    names = ["spiral", *table["class_name"].to_pylist()[1:]]
    pq.write_table(with_column(table, "class_name", names), path)

    coverage = measure_coverage(results.config, results.dataset)

    assert coverage.numbers["class_name"].isna().sum() == 1
    assert sum(counts.sum() for counts in coverage.positions.values()) == 19 * results.config.frames


@pytest.mark.parametrize(
    ("height", "width", "bins"), [(32, 32, (32, 32)), (64, 64, (64, 64)), (128, 256, (32, 64)), (8, 1024, (1, 64))]
)
def test_large_images_have_fewer_bins_than_pixels(height, width, bins):
    assert image_bins(parse_config({"height": height, "width": width})) == bins

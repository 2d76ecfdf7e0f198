"""The samples of the report are rows of the dataset; damaged ones are left out."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from curveball.report.samples import first_samples, samples_by_id
from tests.support.planting import with_column


@pytest.fixture
def train(results):
    return results.folder / "dataset" / "data" / "train-00000.parquet"


def test_the_first_samples_of_each_class_are_shown(results, train):
    found = first_samples(results.config, results.folder / "dataset", per_class=2)
    rows = pq.read_table(train).to_pylist()
    for class_name, samples in found.items():
        expected = [row["sample_id"] for row in rows if row["class_name"] == class_name][:2]
        assert [sample.sample_id for sample in samples] == expected
        assert {(sample.class_name, sample.split) for sample in samples} == {(class_name, "train")}


def test_a_sample_is_found_by_its_identifier_in_any_file(finished):
    dataset = finished.folder / "dataset"
    wanted = {f"linear-{number:07d}" for number in range(10)}
    found = samples_by_id(finished.config, dataset, {*wanted, "gone-0000001"})
    assert set(found) == wanted
    assert all(sample.sample_id == name for name, sample in found.items())
    assert samples_by_id(finished.config, dataset, set()) == {}


def test_a_curve_in_camera_coordinates_is_projected_onto_its_track(content):
    for sample in content.samples["circular"]:
        right, down, forward = sample.in_camera.T
        projected = np.stack([right / forward, down / forward], axis=1) * sample.focal_length_px + 15.5
        np.testing.assert_allclose(projected, sample.trajectory_2d, atol=1e-3)


@pytest.mark.parametrize(("column", "value"), [("video", b"no video"), ("video", None), ("trajectory_2d", None)])
def test_a_damaged_row_is_left_out(results, train, column, value):
    table = pq.read_table(train)
    values = table[column].to_pylist()
    values[0] = value
    pq.write_table(with_column(table, column, values), train)

    shown = samples_by_id(results.config, results.folder / "dataset", set(table["sample_id"].to_pylist()))

    assert set(shown) == set(table["sample_id"].to_pylist()[1:])


def test_a_file_that_cannot_be_read_is_skipped(results, train):
    train.write_bytes(b"not a Parquet file")
    found = first_samples(results.config, results.folder / "dataset", per_class=24)
    assert 0 < sum(map(len, found.values())) < 20

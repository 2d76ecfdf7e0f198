"""`splits.hold_out`: samples of chosen parameters, sizes and cameras are in the split test_shifted only."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.config.loading import parse_config
from curveball.dataset.layout import MANIFEST, data_files
from curveball.dataset.lookup import find_sample
from curveball.dataset.manifest import read_manifest
from curveball.dataset.reader import Dataset
from curveball.dataset.splits import ALL_SPLITS, largest_share, split_counts, split_names, split_of
from curveball.dataset.stream import Stream
from curveball.dataset.verify import verify
from curveball.validation.validate import measure
from tests.support.made_dataset import Made, make_dataset

SHIFTED = ALL_SPLITS.index("test_shifted")
REGIONS = {
    "circular.radius_m": {"above": 0.7},
    "elevation_deg": {"between": [-10, 5]},
    "extent": {"below": 0.04},
    "field_of_view_deg": {"above": 38},
    "pace_bend": {"above": 0.8, "below": -0.8},
}
SETTINGS = {
    "samples_per_class": 30,
    "rows_per_file": 12,
    "classes": {"linear": {}, "circular": {}},
    **{"frames": 3, "height": 24, "width": 24},
}


@pytest.fixture(scope="module")
def shifted(tmp_path_factory) -> Made:
    settings = SETTINGS | {"splits": {"train": 0.6, "validation": 0.2, "test": 0.2, "hold_out": REGIONS}}
    return make_dataset(settings, tmp_path_factory.mktemp("shifted"))


def with_hold_out(regions, samples=60, seed=42):
    return parse_config(SETTINGS | {"samples_per_class": samples, "seed": seed, "splits": {"hold_out": regions}})


def test_a_sample_is_in_the_fourth_split_if_any_condition_holds(shifted):
    table = Dataset(shifted.folder).to_pandas()
    elevation_deg = np.degrees(np.arcsin([-rotation[2][2] for rotation in table["camera_rotation"]]))
    told = (
        (table["circular_radius_m"] > 0.7)
        | (table["pace_bend"].abs() > 0.8)
        | (table["focal_length_px"] < 12 / np.tan(np.radians(19)))
        | (np.abs(elevation_deg + 2.5) <= 7.5)
    )
    held_out = set(Dataset(shifted.folder, "test_shifted").to_pandas().index)
    assert set(table.index[told]) < held_out < set(table.index), "the others have a small extent"


@given(
    st.sampled_from([{key: region} for key, region in REGIONS.items() if key != "elevation_deg"] + [REGIONS]),
    st.integers(1, 60),
    st.integers(1, 60),
    st.integers(0, 3),
)
def test_growth_moves_no_sample_and_others_keep_their_places(regions, small, large, seed):
    small, large = sorted((small, large))
    for class_name in ("linear", "circular"):
        before, after = (split_of(with_hold_out(regions, n, seed), class_name, np.arange(n)) for n in (small, large))
        np.testing.assert_array_equal(after[:small], before)
        random = split_of(with_hold_out({}, large, seed), class_name, np.arange(large))
        kept = after != SHIFTED
        np.testing.assert_array_equal(after[kept], random[kept])


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=8))
def test_a_place_does_not_depend_on_what_else_is_asked_for(indices):
    config = with_hold_out(REGIONS)
    together = split_of(config, "circular", np.array(indices))
    assert together.tolist() == [split_of(config, "circular", np.array([index]))[0] for index in indices]


def test_everything_knows_the_fourth_split(shifted):
    config, manifest = shifted.config, read_manifest(shifted.folder / MANIFEST)
    counts = sum(split_counts(config, name) for name in config.classes)
    assert split_names(config) == tuple(manifest.splits) == ("train", "validation", "test", "test_shifted")
    assert counts.tolist() == [len(Dataset(shifted.folder, split)) for split in manifest.splits]
    assert [file.name for file in data_files(config)] == [file.name for file in manifest.files()]
    assert len(manifest.splits["test_shifted"]) > 1
    assert verify(shifted.folder).passed


def test_a_stream_equals_the_files(shifted):
    stored, stream = Dataset(shifted.folder, "test_shifted"), Stream(shifted.config, "test_shifted")
    assert [sample["digest"] for sample in stream] == [sample["digest"] for sample in stored]
    assert find_sample(shifted.folder, stored[0]["sample_id"])["digest"] == stored[0]["digest"]
    assert len(Stream(shifted.config)) == len(Dataset(shifted.folder)) == 60
    fresh = stream.fresh(1)[0]
    assert split_of(shifted.config, fresh["class_name"], np.array([fresh["index"]])) == SHIFTED


def test_its_checks_pass(shifted):
    outcome = measure(shifted.config, shifted.folder, 1, lambda rows: None)
    assert not outcome.having("failed")
    assert outcome["held_out"].value == 0


def test_chance_is_that_of_what_is_left():
    config = with_hold_out({"circular.radius_m": {"above": 0.6}}, samples=1000)
    linear, circular = (split_counts(config, name)[2] for name in config.classes)
    assert linear == 100
    assert largest_share(config, "test") == linear / (linear + circular) > 0.6

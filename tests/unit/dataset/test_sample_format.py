"""Layouts and types of videos."""

import numpy as np
import pytest

from curveball.config.errors import CurveballError
from curveball.config.loading import parse_config
from curveball.dataset.sample_format import SampleFormat, empty_array
from curveball.generation.schema import dataset_schema

SCHEMA = dataset_schema(parse_config({"frames": 4, "height": 32, "width": 40}))


@pytest.fixture(scope="module")
def videos() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (2, 4, 32, 40, 3), dtype=np.uint8)


def test_videos_are_returned_as_they_are_stored_unless_asked_otherwise(videos):
    assert SampleFormat.of(SCHEMA, None).convert(videos) is videos


def test_pytorch_has_channels_before_rows(videos):
    converted = SampleFormat.of(SCHEMA, None, "TCHW").convert(videos)

    assert converted.shape == (2, 4, 3, 32, 40)
    assert converted.flags.c_contiguous
    np.testing.assert_array_equal(converted, videos.transpose(0, 1, 4, 2, 3))


@pytest.mark.parametrize("layout", ["THWC", "TCHW"])
def test_floats_are_from_0_to_1(videos, layout):
    converted = SampleFormat.of(SCHEMA, None, layout, "float32").convert(videos[0])
    expected = SampleFormat.of(SCHEMA, None, layout).convert(videos[0]).astype(np.float32) / np.float32(255)

    assert converted.dtype == np.float32
    np.testing.assert_array_equal(converted, expected)


def test_columns_keep_the_order_of_the_schema():
    assert SampleFormat.of(SCHEMA, iter(["video", "label"])).columns == ("label", "video")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": "video"}, "columns: found video, expected a list of: sample_id"),
        ({"columns": []}, "columns: found none, expected a list"),
        ({"columns": None, "layout": "CTHW"}, "layout: found 'CTHW', expected THWC or TCHW"),
        ({"columns": [3, "vid"]}, "columns: found 3, vid, expected a list"),
        ({"columns": None, "dtype": "torch.float32"}, "dtype: found torch.float32, expected uint8 or float32"),
        ({"columns": None, "dtype": "int16"}, "dtype: found int16, expected uint8 or float32"),
    ],
)
def test_a_format_that_there_is_not_is_refused(options, message):
    with pytest.raises(CurveballError, match=message):
        SampleFormat.of(SCHEMA, **options)


def test_arrays_may_be_changed():
    array = empty_array((2, 3), np.float32)
    array[...] = 7
    assert array.tolist() == [[7, 7, 7], [7, 7, 7]]

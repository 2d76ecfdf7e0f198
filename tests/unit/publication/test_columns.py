"""Each column is described as its metadata has it."""

from curveball.config.model import Config
from curveball.generation.schema import dataset_schema
from curveball.publication.columns import describe_columns

COLUMNS = {column.name: column for column in describe_columns(dataset_schema(Config()))}


def test_every_column_has_a_type_and_a_meaning():
    assert list(COLUMNS) == dataset_schema(Config()).names
    assert all(column.dtype and column.meaning for column in COLUMNS.values())


def test_arrays_have_their_shape_type_and_unit():
    column = COLUMNS["trajectory_3d"]
    assert (column.dtype, column.shape, column.unit) == ("float32", (16, 3), "m")
    assert COLUMNS["camera_rotation"].shape == (3, 3)
    assert COLUMNS["label"].shape == ()


def test_a_video_has_the_type_and_shape_of_its_pixels():
    video = COLUMNS["video"]
    assert (video.dtype, video.shape, video.layout, video.codec) == ("uint8", (16, 64, 64, 3), "T,H,W,C", "zstd")


def test_the_origin_of_pixel_coordinates_belongs_to_the_meaning():
    assert COLUMNS["trajectory_2d"].unit == "px"
    assert COLUMNS["trajectory_2d"].meaning.endswith("; the center of the upper left pixel is (0, 0)")


def test_the_name_of_a_parameter_tells_its_unit():
    assert COLUMNS["linear_length_m"].unit == "m"
    assert COLUMNS["circular_turns"].unit == "turns"
    assert COLUMNS["helical_handedness"].unit == ""

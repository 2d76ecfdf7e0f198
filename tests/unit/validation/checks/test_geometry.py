"""What is measured of the numbers of a row."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from curveball.generation.columns import to_numpy
from curveball.generation.schema import dataset_schema
from tests.support.planting import with_column


def test_room_is_measured_in_pixels(copy):
    room = copy.measure()["ball_inside"]
    tracks, radii = (
        np.concatenate([to_numpy(pq.read_table(path)[name]) for path in sorted(copy.folder.glob("data/*"))])
        for name in ("trajectory_2d", "radius_px")
    )
    u, v = tracks[..., 0], tracks[..., 1]
    least = min((side - radii).min() for side in (u + 0.5, 39.5 - u, v + 0.5, 31.5 - v))
    assert room.measured == pytest.approx(least, abs=1e-5)
    assert 1 <= room.measured < 3


@pytest.mark.parametrize("name", ["linear_fast", "camera"])
def test_a_class_may_be_called_like_the_beginning_of_a_column(copy, name):
    """The dataset of `circular` under another name has the parameters of that name, and no value missing."""
    classes = copy.config.classes
    copy.config = copy.config.model_copy(update={"classes": {"linear": classes["linear"], name: classes["circular"]}})
    schema = dataset_schema(copy.config)
    for file in copy.names:
        table = copy.read(file)
        names = pc.replace_substring(table["class_name"], "circular", name)
        columns = with_column(table, "class_name", names.to_pylist()).columns
        copy.write(file, pa.Table.from_arrays(columns, schema=schema))
    found = copy.measure()
    assert found["schema"].passed
    assert found["finite_values"].passed

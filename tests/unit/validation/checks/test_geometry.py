"""Numbers are finite, the ball is inside the frame, and the stored cameras project one trajectory onto the other."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from msgspec.structs import replace

from curveball.generation.columns import to_numpy
from curveball.generation.schema import dataset_schema
from tests.support.planting import with_column


def test_the_distance_to_the_border_is_measured_in_pixels(copy):
    found = copy.check("ball_in_frame")
    tracks, radii = (
        np.concatenate([to_numpy(pq.read_table(path)[name]) for path in sorted(copy.folder.glob("data/*"))])
        for name in ("trajectory_2d", "radius_px")
    )
    u, v = tracks[..., 0], tracks[..., 1]
    expected = min((side - radii).min() for side in (u + 0.5, 39.5 - u, v + 0.5, 31.5 - v))
    assert found.value == pytest.approx(expected, abs=1e-5)
    assert 1 <= found.value < 3


@pytest.mark.parametrize("name", ["linear_fast", "camera"])
def test_the_name_of_a_class_may_be_the_beginning_of_a_column(copy, name):
    """The class `circular` under another name has the parameters of that name, and no value is missing."""
    classes = copy.config.classes
    copy.config = replace(copy.config, classes={"linear": classes["linear"], name: classes["circular"]})
    schema = dataset_schema(copy.config)
    for file in copy.names:
        table = copy.read(file)
        names = pc.replace_substring(table["class_name"], "circular", name)
        columns = with_column(table, "class_name", names.to_pylist()).columns
        copy.write(file, pa.Table.from_arrays(columns, schema=schema))
    found = copy.measure()
    assert found["schema"].status == "passed"
    assert found["finite_values"].status == "passed"


def test_without_rows_nothing_passes_that_is_measured_in_pixels(copy):
    for name in copy.names:
        copy.write(name, copy.read(name).slice(0, 0))
    found = copy.measure()
    for name in ("ball_in_frame", "reprojection_error", "center_error_max", "radius_error_median"):
        assert found[name].status == "failed"
        assert found[name].value is None
    assert "no finite number was measured" in found["ball_in_frame"].finding

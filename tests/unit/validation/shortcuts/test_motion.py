"""How the ball moves is judged where there is motion."""

import numpy as np
import pytest

from curveball.validation.shortcuts.motion import shares
from tests.support.audited_settings import AUDITED


@pytest.mark.parametrize("frames", [1, 2])
def test_two_frames_show_no_motion(frames, audit):
    checks = audit(**AUDITED | {"frames": frames})
    assert checks["motion"].details["reason"] == "there is no motion in fewer than three frames"
    assert checks["single_frame_position"].passed


def test_counts_become_parts_of_each_class_and_a_class_without_rows_has_none():
    found = shares(np.array([[3, 1], [0, 0]]))
    assert found.tolist() == [[0.75, 0.25], [0, 0]]

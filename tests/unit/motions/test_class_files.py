"""A file that does not define a class of motion is rejected with what it must define."""

import importlib
import sys

import pytest

from curveball import motions
from curveball.motions import ClassFileError, available_classes, motion_type
from tests.support.complaint import complaint

ZIGZAG = """
from typing import Annotated

from curveball.motions import Facts, Motion, Range, Within


class Zigzag(Motion):
    radius_m: Annotated[Range, Within(0.01, 100)] = Range(0.3, 0.9)

    def trace(self, parameters, time):
        return ()

    def is_recognizable(self, axis_depths):
        return axis_depths[2] > 0.5

    def equation(self, parameters, axes):
        return ""

    def describe(self, parameters, view):
        return Facts(("zigzags",))
"""
DECLARATION = ": class Zigzag must declare radius_m as `Annotated[Range, Within(minimum, maximum)]`"


@pytest.fixture
def zigzag_file(tmp_path, monkeypatch):
    """The path of a class file `zigzag.py`, in a folder that the package searches in place of its own."""
    folder = tmp_path / "curveball" / "motions"
    folder.mkdir(parents=True)
    monkeypatch.setattr(motions, "_FOLDER", folder)
    monkeypatch.setattr(motions, "__path__", [str(folder), *motions.__path__])
    importlib.invalidate_caches()
    yield folder / "zigzag.py"
    sys.modules.pop("curveball.motions.zigzag", None)
    vars(motions).pop("zigzag", None)


def test_a_class_file_needs_one_import_from_this_library(zigzag_file):
    zigzag_file.write_text(ZIGZAG)

    assert available_classes() == ["zigzag"]
    assert motion_type("zigzag")().range_names() == ["radius_m"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("class Zigzag(Motion)", "class Spyral(Motion)", " must define `class Zigzag(Motion)`"),
        ("class Zigzag(Motion)", "class Zigzag", " must define `class Zigzag(Motion)`"),
        ("class Zigzag(Motion):", "def Zigzag():", " must define `class Zigzag(Motion)`"),
        (
            "class Zigzag(Motion):",
            "class Zigzag(Motion)",
            " cannot be imported: SyntaxError: expected ':' (zigzag.py, line 7)",
        ),
        ("Range(0.3, 0.9)", "Rang(0.3, 0.9)", " cannot be imported: line 8: NameError: name 'Rang' is not defined"),
        (
            "import Facts, Motion,",
            "import Facts, Motions,",
            " cannot be imported: line 4: ImportError: cannot import name 'Motions'",
        ),
        ("def describe(", "def description(", ": class Zigzag must define describe"),
        (": Annotated[Range, Within(0.01, 100)]", ": Range", DECLARATION),
        (": Annotated[Range, Within(0.01, 100)]", ": Annotated[tuple, Within(0.01, 100)]", DECLARATION),
    ],
)
def test_a_faulty_class_file_is_rejected_with_its_name_and_what_is_expected(zigzag_file, old, new, expected):
    assert old in ZIGZAG
    zigzag_file.write_text(ZIGZAG.replace(old, new))

    message = complaint({"classes": {"zigzag": {}}})

    assert message.startswith(f"  classes.zigzag: curveball/motions/zigzag.py{expected}")
    assert "\n" not in message


def test_a_default_outside_its_bounds_is_rejected_with_the_bounds(zigzag_file):
    zigzag_file.write_text(ZIGZAG.replace("Range(0.3, 0.9)", "Range(0.3, 900)"))

    message = complaint({"classes": {"zigzag": {}}})

    assert message.startswith("  classes.zigzag.radius_m: must be [low, high] with 0.01 <= low <= high <= 100")


def test_the_cause_of_a_failed_import_is_kept(zigzag_file):
    zigzag_file.write_text("1 / 0\n")

    with pytest.raises(ClassFileError) as caught:
        motion_type("zigzag")

    assert isinstance(caught.value.__cause__, ZeroDivisionError)

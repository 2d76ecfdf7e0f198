"""Two correct datasets, and copies of them to plant faults in."""

import pytest

from tests.support.made_dataset import make_dataset
from tests.support.planting import Copy

CLASSES = {"linear": {}, "circular": {}}
TINY = {"samples_per_class": 20, "rows_per_file": 16, "frames": 4, "height": 32, "width": 40, "classes": CLASSES}
# As few samples as most classifiers of the shortcut audit accept, with enough of them in test.
AUDITED = {
    "samples_per_class": 200,
    "frames": 5,
    "height": 24,
    "width": 24,
    "grayscale": True,
    "splits": {"train": 0.6, "validation": 0.2, "test": 0.2},
    "classes": CLASSES,
}
AUDITED_MOTION = AUDITED | {"samples_per_class": 680}
"""As few samples as the classifier of the direction accepts."""


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """A dataset without a fault, large enough for every check that is not statistical."""
    return make_dataset(TINY, tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def audited(tmp_path_factory):
    """A dataset without a fault, large enough for most of the shortcut audit."""
    return make_dataset(AUDITED, tmp_path_factory.mktemp("audited"))


@pytest.fixture(scope="session")
def audited_motion(tmp_path_factory):
    """A dataset without a fault, large enough for all of the shortcut audit."""
    return make_dataset(AUDITED_MOTION, tmp_path_factory.mktemp("audited_motion"))


@pytest.fixture
def copy(tiny, tmp_path) -> Copy:
    return Copy(tiny.config, tiny.folder, tmp_path / "dataset")


@pytest.fixture
def audited_copy(audited, tmp_path) -> Copy:
    return Copy(audited.config, audited.folder, tmp_path / "dataset")


@pytest.fixture
def audited_motion_copy(audited_motion, tmp_path) -> Copy:
    return Copy(audited_motion.config, audited_motion.folder, tmp_path / "dataset")

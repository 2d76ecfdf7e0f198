"""A card, metadata or preview that was changed after it was written is found."""

import pytest

from curveball.dataset.description import verify_description
from curveball.dataset.layout import CARD, CHECKSUMS, CROISSANT, DESCRIPTION
from curveball.dataset.verify import verify
from tests.support.published import publish


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published")).dataset


def names(folder) -> list[str]:
    return [finding.name for finding in verify_description(folder)]


def test_what_was_not_changed_is_accepted(folder):
    assert names(folder) == []
    assert verify(folder).passed


def test_a_dataset_without_description_is_accepted(made):
    assert names(made.folder) == []


def test_a_changed_and_a_missing_file_are_named(folder, tmp_path):
    for name in DESCRIPTION:
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / CARD).write_text("changed")
    (tmp_path / CROISSANT).unlink()
    assert names(tmp_path) == [CARD, CROISSANT]


def test_checksums_that_lack_a_file_are_named(folder, tmp_path):
    for name in DESCRIPTION:
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / CHECKSUMS).write_text("")
    assert set(names(tmp_path)) == {CHECKSUMS}

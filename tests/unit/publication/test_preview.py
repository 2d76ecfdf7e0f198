"""The preview shows every class in motion, and is small."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from curveball.publication import preview
from curveball.publication.preview import MAX_BYTES, render_preview


@pytest.fixture
def image(published) -> Iterator[Image.Image]:
    data = render_preview(published.config, published.dataset)
    assert len(data) <= MAX_BYTES
    with Image.open(io.BytesIO(data)) as opened:
        yield opened


def test_it_has_a_column_per_class_and_a_row_per_sample(image):
    assert image.n_frames == 4
    assert image.size == (2 * 64 + 2, 6 * 64 + 5 * 2)


def test_it_loses_samples_and_no_class_if_it_is_too_large(published, monkeypatch):
    monkeypatch.setattr(preview, "MAX_BYTES", 100)
    with Image.open(io.BytesIO(render_preview(published.config, published.dataset))) as small:
        assert small.size == (2 * 64 + 2, 64)

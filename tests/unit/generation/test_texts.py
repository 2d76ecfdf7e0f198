"""Texts depend on the sample alone, and take other random numbers than the sample itself."""

import numpy as np
import pytest

from curveball.config.model import Config
from curveball.generation.sampling import draw_samples
from curveball.generation.texts import text_columns

TEXTS = ["equation", "description", "questions"]


@pytest.mark.parametrize("class_name", Config().classes)
def test_the_texts_of_a_sample_do_not_depend_on_its_batch(class_name):
    together = text_columns(Config(), draw_samples(Config(), class_name, np.arange(30)))
    assert list(together) == TEXTS
    for k in (0, 17, 29):
        alone = text_columns(Config(), draw_samples(Config(), class_name, [k]))
        assert [alone[name][0].as_py() for name in TEXTS] == [together[name][k].as_py() for name in TEXTS]


def test_two_seeds_word_captions_differently():
    captions = [
        text_columns(config, draw_samples(config, "linear", np.arange(30)))["description"].to_pylist()
        for config in (Config(), Config(seed=1))
    ]
    assert not set(captions[0]) & set(captions[1])

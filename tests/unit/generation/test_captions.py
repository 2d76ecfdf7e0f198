"""Captions vary, are natural sentences, and every claim in them is true: they are read back by a parser."""

import re
from itertools import pairwise

import numpy as np
import pytest

import curveball
from curveball.config.model import Config
from curveball.generation.captions import DRAWS, compose
from curveball.generation.sampling import draw_samples
from curveball.generation.seen import see
from curveball.generation.texts import text_columns
from curveball.motions import Facts
from curveball.numerics.random_streams import Purpose, uniforms
from tests.support.caption_text import DIRECTIONS, claims, false_claims

SMALL = {"height": 32, "width": 32, "ball": {"radius": [0.04, 0.08]}}
CONFIGS = {
    "default": {},
    "fixed orientation": {"framing": {"orientation": "fixed"}},
    "constant speed": {"pace": {"variation": [0, 0]}},
    "one frame": {"frames": 1},
    "two frames": {"frames": 2},
    "four frames": {"frames": 4},
    "all with noise": {"jitter": {"probability": 1, "std": [0, 0.05]}},
}
CLASSES = list(Config().classes)


def captions(config: Config, class_name: str, count: int, flip: bool = False) -> list[str]:
    samples = draw_samples(config, class_name, np.arange(count), flip)
    return text_columns(config, samples)["description"].to_pylist()


def assert_true(config: Config, class_name: str, indices: range) -> set[str]:
    """Assert that all captions are true, and return the topics of their claims."""
    topics = set()
    for sample in curveball.generate(config, class_name, indices):
        claimed = claims(class_name, sample["description"])
        assert false_claims(sample, claimed) == [], sample["description"]
        topics |= claimed.keys()
    return topics


@pytest.mark.parametrize("settings", CONFIGS.values(), ids=CONFIGS)
def test_every_claim_is_true(settings):
    config = curveball.parse_config(SMALL | settings)
    for class_name in CLASSES:
        assert_true(config, class_name, range(40))


@pytest.mark.slow
@pytest.mark.parametrize("settings", CONFIGS.values(), ids=CONFIGS)
def test_every_claim_of_thousands_is_true(settings):
    config = curveball.parse_config(SMALL | settings | {"seed": 7})
    topics = set().union(*(assert_true(config, class_name, range(3000)) for class_name in CLASSES))
    assert {"start", "part", "radius", "opening"} <= topics
    assert {"pace", "to", "depth", "steady", "quarters"} <= topics or config.frames < 4


@pytest.mark.parametrize("class_name", CLASSES)
def test_a_thousand_captions_of_a_class_have_at_least_900_wordings(class_name):
    assert len(set(captions(Config(), class_name, 1000))) >= 900


@pytest.mark.parametrize("class_name", ["linear", "circular"])
def test_a_class_that_states_one_phrase_has_at_least_500_captions(class_name):
    samples = draw_samples(Config(), class_name, np.arange(1000))
    u = uniforms(42, class_name, Purpose.WORDING, samples.index, DRAWS)
    facts = [Facts(("wanders about",))] * 1000
    sentences = compose(samples, [{}] * 1000, see(Config(), samples), facts, u)
    assert len(set(sentences)) > 800
    assert all("ball" in sentence and "wanders about" in sentence for sentence in sentences)


@pytest.mark.parametrize("class_name", CLASSES)
def test_a_caption_is_one_sentence_in_plain_characters(class_name):
    for caption in captions(Config(), class_name, 300):
        assert re.fullmatch(r"[A-Z][A-Za-z0-9 ,.-]*[a-z]\.", caption), caption
        assert not re.search(r"  |\.\.|,,| ,|[a-z]\. ", caption), caption


def test_every_direction_and_pace_occurs():
    words = " ".join(captions(Config(), "linear", 600))
    assert all(f" {word}" in words for word in (*DIRECTIONS, "speeding up", "slowing down", "at an even pace"))


@pytest.mark.parametrize("class_name", CLASSES)
def test_a_reversed_sample_is_described_in_the_same_form(class_name):
    """The wording does not depend on the coin that reverses samples; otherwise it would tell the direction."""
    pairs = list(zip(*(captions(Config(), class_name, 200, flip) for flip in (False, True)), strict=True))
    same_length = sum(forward.count(",") == backward.count(",") for forward, backward in pairs)
    assert same_length > 150
    assert sum(forward != backward for forward, backward in pairs) > 150


def test_the_parser_finds_what_is_false():
    """The caption of one sample is false of most others."""
    samples = curveball.generate(curveball.parse_config(SMALL), "helical", range(30))
    wrong = [
        false_claims(sample, claims("helical", other["description"]))
        for sample, other in pairwise([*samples, samples[0]])
    ]
    assert sum(map(bool, wrong)) > 25
    with pytest.raises(AssertionError, match="not understood"):
        claims("linear", "The ball rests.")

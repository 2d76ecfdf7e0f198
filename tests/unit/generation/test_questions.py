"""Questions have one right answer each, which the columns confirm, and tell it to nobody who sees no video."""

import json
from collections import Counter

import numpy as np
import pytest

import curveball
from curveball.config.model import Config
from curveball.generation.sampling import draw_samples
from curveball.generation.texts import complete_questions, text_columns
from tests.support.caption_text import Facts

SMALL = {"height": 32, "width": 32, "ball": {"radius": [0.04, 0.08]}}
CONFIGS = {
    "default": {},
    "fixed orientation": {"framing": {"orientation": "fixed"}},
    "constant speed": {"pace": {"variation": [0, 0]}},
    "two frames": {"frames": 2},
    "four frames": {"frames": 4},
    "all with noise": {"jitter": {"probability": 1, "std": [0, 0.05]}},
    "two classes": {"classes": {"helical": {}, "circular": {}}},
}
CURVES = {"a straight line": "linear", "a circle": "circular", "a helix": "helical", "a parabola": "parabolic"}


def asked(config: Config, class_name: str, count: int, flip: bool = False) -> list[list[dict]]:
    samples = draw_samples(config, class_name, np.arange(count), flip)
    return [json.loads(text) for text in text_columns(config, samples)["questions"].to_pylist()]


def right_answer(sample: dict, question: dict) -> str:
    """Return the answer that the columns give."""
    facts = Facts(sample)
    match question["about"]:
        case "curve":
            return next(curve for curve in question["options"] if CURVES[curve] == sample["class_name"])
        case "direction":
            return sample["direction"]
        case "pace":
            return sample["pace"]
        case "turns":
            return min(question["options"], key=lambda turns: abs(float(turns) - facts.parameter("turns")))
        case "speed":
            (start, end), (first, last) = facts._speeds(facts.points), facts._speeds(facts.track)
            assert (end / start - 1.24) * (last / first - 1.24) > 0 or (start / end - 1.24) * (first / last - 1.24) > 0
            return "faster" if end > start else "slower"
        case "depth":
            change = facts.depths[-1] / facts.depths[0]
            assert max(change, 1 / change) > 1.09
            assert (sample["radius_px"][-1] < sample["radius_px"][0]) == (change > 1), "and it looks like it"
            return "farther away" if change > 1 else "nearer"
    raise AssertionError(question)


def assert_answers_are_right(config: Config, count: int) -> Counter[str]:
    """Assert that every answer is right and the only one, and count what the questions are about."""
    found: Counter[str] = Counter()
    for class_name in config.classes:
        for sample in curveball.generate(config, class_name, range(count)):
            for question in json.loads(sample["questions"]):
                assert list(question) == ["about", "question", "options", "answer"]
                assert question["answer"] == right_answer(sample, question), (sample["sample_id"], question)
                assert len(set(question["options"])) == len(question["options"]) >= 2
                assert question["answer"] in question["options"]
                found[question["about"]] += 1
    return found


@pytest.mark.parametrize("settings", CONFIGS.values(), ids=CONFIGS)
def test_every_answer_is_right(settings):
    assert_answers_are_right(curveball.parse_config(SMALL | settings), 40)


@pytest.mark.slow
@pytest.mark.parametrize("settings", CONFIGS.values(), ids=CONFIGS)
def test_every_answer_of_thousands_is_right(settings):
    found = assert_answers_are_right(curveball.parse_config(SMALL | settings | {"seed": 7}), 3000)
    assert found["direction"] > 1000
    assert found["curve"] > 2500 or settings == CONFIGS["two frames"]


def test_a_sample_is_asked_for_its_curve_or_for_something_else():
    for class_name in Config().classes:
        topics = [tuple(question["about"] for question in questions) for questions in asked(Config(), class_name, 400)]
        assert 150 < topics.count(("curve",)) < 250
        assert not any("curve" in together for together in topics if len(together) > 1)
        assert not any("turns" in together or "pace" in together for together in topics if len(together) > 1)


@pytest.mark.parametrize("class_name", Config().classes)
def test_a_reversed_sample_is_asked_the_same_and_answers_the_opposite(class_name):
    for forward, backward in zip(*(asked(Config(), class_name, 200, flip) for flip in (False, True)), strict=True):
        for one, other in zip(forward, backward, strict=True):
            assert [one[key] for key in ("about", "question", "options")] == [
                other[key] for key in ("about", "question", "options")
            ]
            is_of_time = one["about"] in ("direction", "speed", "depth") or one["answer"] in (
                "speeding up",
                "slowing down",
            )
            assert (one["answer"] != other["answer"]) == is_of_time


def test_every_number_of_turns_in_the_options_could_be_the_answer():
    low, high = Config().classes["helical"].turns
    for questions in asked(Config(), "helical", 400):
        for question in questions:
            if question["about"] == "turns":
                numbers = sorted(map(float, question["options"]))
                assert low - 0.05 <= numbers[0]
                assert numbers[-1] <= high + 0.05
                assert np.diff(numbers) == pytest.approx((high - low) / 3, abs=0.11)


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({"frames": 1}, {"curve", "direction", "turns", "pace", "speed", "depth"}),
        ({"frames": 2}, {"curve", "turns", "pace", "speed"}),
        ({"frames": 5}, {"turns"}),
        ({"pace": {"variation": [0.0, 0.9]}}, {"pace"}),
        ({"classes": {"circular": {"turns": [0.5, 0.8]}}}, {"curve", "turns"}),
    ],
)
def test_what_could_not_be_seen_is_not_asked(settings, missing):
    config = curveball.parse_config(settings)
    found = {q["about"] for name in config.classes for questions in asked(config, name, 150) for q in questions}
    assert not found & missing


def test_the_questions_of_a_shard_do_not_depend_on_other_classes():
    alone, together = (curveball.parse_config({"classes": {"linear": {}} | more}) for more in ({}, {"helical": {}}))
    texts = [
        text_columns(config, draw_samples(config, "linear", np.arange(50)), is_complete=False)["questions"].to_pylist()
        for config in (alone, together)
    ]
    assert texts[0] == texts[1]
    assert "" in texts[0]
    whole = text_columns(together, draw_samples(together, "linear", np.arange(50)))["questions"]
    assert complete_questions(together, "linear", np.arange(50), texts[1]).equals(whole)


def test_of_many_classes_four_curves_are_options():
    from curveball.generation.questions import _question_for_curve

    others = [f'"curve {k}"' for k in range(9)]
    draws = np.random.default_rng(0).random((3, 4000)).T
    questions = [json.loads(_question_for_curve('"own"', others, *row))[0] for row in draws.tolist()]
    assert {len(set(question["options"])) for question in questions} == {4}
    places = Counter(question["options"].index("own") for question in questions)
    assert max(places.values()) < 1.15 * min(places.values())
    drawn = Counter(option for question in questions for option in question["options"])
    assert all(abs(drawn[f"curve {k}"] - 4000 / 3) < 150 for k in range(9))

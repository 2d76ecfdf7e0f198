"""Questions about samples, with options and the answer, as JSON.

A model that reads the questions and sees no video must be at chance. All questions of a sample together must therefore
not tell any of its answers:

- A coin decides whether a sample is asked for its curve or for something else. Whatever the other questions tell about
  the class, they do not stand beside that for the curve. Its options are classes drawn at random, the right one among
  them.
- Which way the ball goes, and whether it ends faster or nearer: the reversed sample is asked the same, in the same
  words, and the other option is its answer. A fair coin reverses samples.
- Its pace is asked alone: each of the three is equally likely, and what else can be asked of a sample depends on it.
- How many turns it makes is asked alone as well, for the same reason. The wrong
  options are the right one, moved around the range of the class by a third and by two thirds of it: each of the three
  would have led to the same options with the same probability.

The wording of a question and the order of its options are drawn independently of all that.
"""

import json
from collections.abc import Sequence
from functools import cache
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.generation.captions import look_up
from curveball.generation.framing import MIN_SLANT
from curveball.generation.pace import PACES
from curveball.generation.sampling import Samples
from curveball.generation.seen import NOTHING, Seen, range_of_turns, shows_turns
from curveball.motions import Motion

DRAWS = 8
"""Uniform random numbers per sample."""
ABOUT = ("direction", "pace", "turns", "speed", "depth", "curve")
"""What questions are about."""

# A random number below the first asks for the curve, below the second for the turns, and below the third for the pace.
# Where turns or pace cannot be asked, the rest is.
_ASKS_FOR_CURVE, _ASKS_FOR_TURNS, _ASKS_FOR_PACE = 0.5, 0.65, 0.8
_MAX_CURVES = 4
_MIN_TURNS_APART = 0.12
_MIN_SIDEWAYS = 0.35
_MIN_VARIATION = 0.2
_WORDINGS = {
    "direction": (
        "Which way does the ball go?",
        "In which direction does the ball travel?",
        "Which way is the ball moving?",
        "What is the direction of the ball's motion?",
    ),
    "pace": (
        "How does the pace of the ball change?",
        "Is the ball speeding up, slowing down, or moving at an even pace?",
        "What happens to the speed of the ball?",
    ),
    "turns": (
        "How many turns does the ball make?",
        "How many times does the ball go around?",
        "About how many turns does the ball complete?",
    ),
    "speed": (
        "Is the ball faster or slower at the end than at the start?",
        "How does the speed of the ball at the end compare with that at the start?",
        "Does the ball end up faster or slower than it started?",
    ),
    "depth": (
        "Is the ball nearer to the camera or farther away at the end than at the start?",
        "Does the ball end up nearer to the camera or farther from it?",
        "Compared with the start, where is the ball at the end?",
    ),
    "curve": (
        "Which curve does the ball follow?",
        "What is the shape of the ball's path?",
        "Along which curve does the ball move?",
        "Which of these describes the path of the ball?",
    ),
}
_TURN_HEADS, _CURVE_HEADS = (
    [f'{{"about":"{about}","question":{json.dumps(text)},"options":[' for text in _WORDINGS[about]]
    for about in ("turns", "curve")
)
_ORDERS = list(permutations(range(3)))
_DIRECTIONS = ("left to right", "right to left", "downward", "upward", "clockwise", "counterclockwise")


def _question(about: str, wording: str, options: Sequence[str], answer: str) -> str:
    return (
        f'{{"about":"{about}","question":{json.dumps(wording)},"options":{json.dumps(options, separators=(",", ":"))},'
        f'"answer":{json.dumps(answer)}}}'
    )


def _of_two_options(about: str, answers: Sequence[str]) -> NDArray[np.object_]:
    """Return a table of questions: by code 0 (none), then by answer; with each wording and order of the options.

    Args:
        about: What the questions are about.
        answers: In pairs of opposites.
    """
    rows = [[""] * (2 * len(_WORDINGS[about]))]
    for number, answer in enumerate(answers):
        pair = answers[number - number % 2 : number - number % 2 + 2]
        rows.append([_question(about, text, pair[::step], answer) for text in _WORDINGS[about] for step in (1, -1)])
    return np.array(rows, dtype=object)


_DIRECTION_TABLE = _of_two_options("direction", _DIRECTIONS)
_SPEED_TABLE = _of_two_options("speed", ("faster", "slower"))
_DEPTH_TABLE = _of_two_options("depth", ("farther away", "nearer"))
_PACE_TABLE = np.array(
    [
        [_question("pace", text, order, answer) for text in _WORDINGS["pace"] for order in permutations(PACES)]
        for answer in PACES
    ],
    dtype=object,
)
_PACE_CODES = {name: number for number, name in enumerate(PACES)}
_DIRECTION_CODES = {name: number for number, name in enumerate(("", *_DIRECTIONS))}


def questions(
    config: Config, samples: Samples, seen: Seen, directions: Sequence[str], u: NDArray[np.float64]
) -> list[str]:
    """Return the questions of each sample, but for those that are asked for their curve.

    Args:
        config: The configuration.
        samples: N samples of one class.
        seen: What is seen of them.
        directions: N names of directions.
        u: Shape (8, N): uniform random numbers in [0, 1).

    Returns:
        N lists of questions as JSON. An empty string where the curve is asked for, which `with_curves` replaces: other
        classes are among the options, and a shard must not depend on other classes.
    """
    motion = config.classes[samples.class_name]
    codes = np.array([_DIRECTION_CODES[name] for name in directions])
    tables = (
        look_up(_DIRECTION_TABLE, np.where(_is_clear(config, samples, seen), codes, NOTHING), u[1]),
        look_up(_SPEED_TABLE, seen.speed, u[2]),
        look_up(_DEPTH_TABLE, seen.size, u[3]),
    )
    turns, paces = _turns(config, motion, samples, u), _paces(config, motion, samples, u)
    rows = zip(u[0].tolist(), turns, paces, *tables, strict=True)
    return [_selected(coin, turn, pace, rest) for coin, turn, pace, *rest in rows]


def _selected(coin: float, turns: str, pace: str, rest: Sequence[str]) -> str:
    """Return the questions that are asked together, or an empty string for that for the curve."""
    if coin < _ASKS_FOR_CURVE:
        return ""
    if turns and coin < _ASKS_FOR_TURNS:
        return f"[{turns}]"
    if pace and _ASKS_FOR_TURNS <= coin < _ASKS_FOR_PACE:
        return f"[{pace}]"
    return f"[{','.join(filter(None, rest))}]"


def with_curves(config: Config, class_name: str, texts: Sequence[str], u: NDArray[np.float64]) -> list[str]:
    """Replace empty texts of `questions` by the question for the curve.

    Args:
        config: The configuration.
        class_name: The class of the samples.
        texts: N texts.
        u: Shape (8, N): the random numbers that `questions` had.

    Returns:
        N lists of questions as JSON. They are empty where there is no other class, or where too few frames show a
        curve.
    """
    if len(config.classes) < 2 or config.frames < 3:
        return [text or "[]" for text in texts]
    names = {name: json.dumps(curve_name(name, motion)) for name, motion in config.classes.items()}
    own = names.pop(class_name)
    others = list(names.values())
    return [
        text or _question_for_curve(own, others, *draws)
        for text, *draws in zip(texts, u[5].tolist(), u[6].tolist(), u[7].tolist(), strict=True)
    ]


def curve_name(class_name: str, motion: Motion) -> str:
    """Return what the curve of a class is called: "a helix". By default it is named after its class."""
    words = class_name.replace("_", " ")
    return motion.curve or f"{'an' if words[0] in 'aeiou' else 'a'} {words} curve"


def _is_clear(config: Config, samples: Samples, seen: Seen) -> NDArray[np.bool_]:
    """Tell for which samples it is clear which way the ball goes, shape (N,)."""
    if samples.turns:
        return seen.shows_sense
    sideways = np.abs(samples.heading[0])
    is_vertical = sideways < MIN_SLANT  # and is called so, in a fixed orientation
    is_clear: NDArray[np.bool_] = (sideways >= _MIN_SIDEWAYS) | is_vertical
    return is_clear & (config.frames > 1)


def _turns(config: Config, motion: Motion, samples: Samples, u: NDArray[np.float64]) -> list[str]:
    """Return the question for the number of turns of each sample, for a class that has the parameter `turns`."""
    limits = range_of_turns(motion)
    if limits is None or limits.high - limits.low < 3 * _MIN_TURNS_APART or not shows_turns(config, motion):
        return [""] * len(samples.index)
    low, width = limits.low, limits.high - limits.low
    part = (samples.parameters["turns"] - low) / width
    others = [low + width * ((part + shift) % 1.0) for shift in (1 / 3, 2 / 3)]
    texts = [[f"{turns:.1f}" for turns in values.tolist()] for values in (samples.parameters["turns"], *others)]
    wordings, orders = ((u[k] * count).astype(np.int64).tolist() for k, count in ((4, len(_TURN_HEADS)), (5, 6)))
    return [
        _TURN_HEADS[wording] + '"' + '","'.join([options[k] for k in _ORDERS[order]]) + f'"],"answer":"{options[0]}"}}'
        for wording, order, *options in zip(wordings, orders, *texts, strict=True)
    ]


def _paces(config: Config, motion: Motion, samples: Samples, u: NDArray[np.float64]) -> list[str]:
    """Return the question for the pace of each sample, for a curve along which an even pace is an even speed."""
    if config.pace.variation.low < _MIN_VARIATION or config.frames < 4 or not _keeps_speed(motion):
        return [""] * len(samples.index)
    codes = np.array([_PACE_CODES[name] for name in samples.paces.names()])
    return look_up(_PACE_TABLE, codes, u[4])


@cache
def _keeps_speed(motion: Motion) -> bool:
    """Tell whether a ball at an even pace has an even speed in the world, in the middle of the ranges."""
    parameters = motion.draw_parameters(np.full((len(motion.parameter_meanings()), 1), 0.5))
    steps = np.diff(np.stack(motion.trace(parameters, np.linspace(0.0, 1.0, 65)[:, None])), axis=1)
    squares = (steps * steps).sum(axis=0)
    return bool(squares.max() <= 1.01 * squares.min())


def _question_for_curve(own: str, others: Sequence[str], u_wording: float, u_others: float, u_place: float) -> str:
    """Return a question whose options are a curve and random others in random order; all are quoted for JSON."""
    left: list[str] = list(others)
    options: list[str] = []
    while left and len(options) < _MAX_CURVES - 1:
        u_others *= len(left)
        number = int(u_others)
        u_others -= number
        options.append(left.pop(number))
    options.insert(int(u_place * (len(options) + 1)), own)
    return f'[{_CURVE_HEADS[int(u_wording * len(_CURVE_HEADS))]}{",".join(options)}],"answer":{own}}}]'

"""The captions of samples: sentences that a grammar composes of facts.

The class of a sample gives phrases for what the ball does (`curveball.motions.Facts`). Which way it goes, its pace, its
depth, and where it starts are the same for every class. The wording of a sample, and which facts it states, come from
the sample's own random numbers. They are independent of everything else, also of whether the sample is reversed.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from curveball.generation.sampling import Samples
from curveball.generation.seen import CENTER_CELL, Codes, Seen
from curveball.motions import Facts

DRAWS = 8
"""Uniform random numbers per sample."""

_LEADS = (
    "The ball",
    "A ball",
    "In this clip, the ball",
    "In this video, a ball",
    "This video shows a ball that",
    "The clip shows a ball that",
    "We see a ball that",
    None,  # The pace comes first: "Slowing down, the ball"
    None,
)
_LEADS_AFTER_PACE = {7: "the ball", 8: "a ball"}
_LEADS_OF_ONE_FRAME = (
    "The ball is seen at one moment as it",
    "This frame shows a ball as it",
    "A single frame shows a ball as it",
    "We see one moment in which a ball",
)
_CORNERS = ("upper left", "top", "upper right", "left", "", "right", "lower left", "bottom", "lower right")
_DIAGONALS = {0: ("up", "left"), 2: ("up", "right"), 6: ("down", "left"), 8: ("down", "right")}
_PARTS = (
    "in the upper left of the frame",
    "in the upper half of the frame",
    "in the upper right of the frame",
    "in the left half of the frame",
    "near the center of the frame",
    "in the right half of the frame",
    "in the lower left of the frame",
    "in the lower half of the frame",
    "in the lower right of the frame",
)
_PACES = (
    ("",),
    ("speeding up", "gaining speed", "picking up speed", "faster at the end than at the start"),
    ("slowing down", "losing speed", "getting slower", "slower at the end than at the start"),
    ("at an even pace", "at a steady pace", "at a constant speed", "without changing speed"),
)
_FARTHER = (
    "ending up farther from the camera",
    "ending farther away than it started",
    "finishing farther from the camera",
)
_NEARER = ("ending up closer to the camera", "ending nearer than it started", "finishing nearer to the camera")
_DEPTHS = (
    ("",),
    _FARTHER,
    _NEARER,
    (*_FARTHER, "moving away from the camera", "receding from the camera", "going away from the camera"),
    (*_NEARER, "moving toward the camera", "approaching the camera", "coming closer to the camera"),
)
# How many details are stated, or otherwise where the ball starts, and whether its depth and its pace are.
_PLANS = np.array(
    [
        *((0, 0, 0, 1), (0, 0, 1, 0), (0, 0, 1, 1), (0, 1, 0, 0), (0, 1, 0, 1), (0, 1, 1, 0), (0, 1, 1, 1)),
        *((1, 0, 0, 0), (1, 0, 0, 1), (1, 0, 1, 0), (1, 0, 1, 1), (2, 0, 0, 0), (2, 0, 0, 1), (2, 0, 1, 0)),
    ]
)
_SAYS_WHICH_WAY = 0.9
_CLOCKWISE, _COUNTERCLOCKWISE, _NO_WAY = 9, 10, 11


def _ways() -> list[tuple[str, ...]]:
    """Return the wordings of each direction: octants, then clockwise, counterclockwise and none."""
    ways = []
    for octant, corner in enumerate(_CORNERS):
        wordings = [f" from the {_CORNERS[8 - octant]} to the {corner}", f" toward the {corner}"]
        if octant in _DIAGONALS:
            vertical, horizontal = _DIAGONALS[octant]
            wordings += [f" {vertical} and to the {horizontal}", f" diagonally {vertical} to the {horizontal}"]
        elif corner in ("left", "right"):
            wordings = [f" from {_CORNERS[8 - octant]} to {corner}", f" toward the {corner}", f" to the {corner}"]
        elif corner:
            wordings[0] = f" from {_CORNERS[8 - octant]} to {corner}"
            wordings += [" upward" if corner == "top" else " downward", " up" if corner == "top" else " down"]
        ways.append(tuple(wordings))
    return [*ways, *((f" {sense}", f" in a {sense} direction") for sense in ("clockwise", "counterclockwise")), ("",)]


def _table(rows: Sequence[Sequence[str | None]]) -> NDArray[np.object_]:
    """Return a table that is looked up by a code and a random number: the wordings of each code, repeated."""
    columns = 12
    return np.array([[row[column * len(row) // columns] for column in range(columns)] for row in rows], dtype=object)


_WAY_TABLE, _PACE_TABLE, _DEPTH_TABLE = _table(_ways()), _table(_PACES), _table(_DEPTHS)
_STARTS = _table([[f"{verb} {part}" for verb in ("starting", "beginning", "setting out")] for part in _PARTS])


def look_up(table: NDArray[np.object_], codes: Codes, u: NDArray[np.float64]) -> list[str]:
    """Return an entry of the row that each code selects, chosen by a uniform random number."""
    found: list[str] = table[codes, (u * table.shape[1]).astype(np.int64)].tolist()
    return found


def compose(
    samples: Samples,
    parameters: Sequence[Mapping[str, float]],
    seen: Seen,
    facts: Sequence[Facts],
    u: NDArray[np.float64],
) -> list[str]:
    """Compose the caption of each sample.

    Args:
        samples: N samples of one class.
        parameters: Their parameters by name.
        seen: What is seen of them.
        facts: The phrases of the class for each sample.
        u: Shape (8 or more, N): uniform random numbers in [0, 1).

    Returns:
        N sentences.
    """
    if len(samples.depth_m) == 1:
        return _captions_of_one_frame(facts, parameters, seen, u)
    details, says_start, says_depth, says_pace = _PLANS[(u[1] * len(_PLANS)).astype(np.int64)].T
    way_codes = np.where(u[3] < _SAYS_WHICH_WAY, _way_codes(samples, seen), _NO_WAY)
    return [
        _sentence(*row)
        for row in zip(
            facts,
            parameters,
            (u[0] * len(_LEADS)).astype(np.int64).tolist(),
            look_up(_WAY_TABLE, way_codes, u[3] / _SAYS_WHICH_WAY % 1.0),
            look_up(_STARTS, seen.start_cell, u[4]),
            look_up(_DEPTH_TABLE, seen.depth * says_depth, u[6]),
            look_up(_PACE_TABLE, seen.pace * says_pace, u[5]),
            details.tolist(),
            says_start.tolist(),
            u[2].tolist(),
            u[7].tolist(),
            strict=True,
        )
    ]


def _way_codes(samples: Samples, seen: Seen) -> Codes:
    if samples.turns:
        sense = np.where(samples.heading[0] > 0, _CLOCKWISE, _COUNTERCLOCKWISE)
        return np.where(seen.shows_sense, sense, _NO_WAY)
    return np.where(seen.octant == CENTER_CELL, _NO_WAY, seen.octant)


def _sentence(
    facts: Facts,
    values: Mapping[str, float],
    lead_number: int,
    way: str,
    start: str,
    depth: str,
    pace: str,
    details: int,
    says_start: int,
    u_action: float,
    u_detail: float,
) -> str:
    """Return one sentence. Its arguments are what was looked up for one sample."""
    lead = _LEADS[lead_number]
    if lead is None:
        lead = _LEADS_AFTER_PACE[lead_number]
        lead, pace = (f"{pace[0].upper()}{pace[1:]}, {lead}", "") if pace else (lead.capitalize(), pace)
    action = facts.actions[int(u_action * len(facts.actions))]
    phrases = [f"{lead} {action.replace('{way}', way) if '{way}' in action else action + way}"]
    if details and facts.details:
        phrases += _chosen(facts.details, details, u_detail)
    elif details or says_start:
        phrases.append(start)
    if depth:
        phrases.append(depth)
    if pace:
        phrases.append(pace)
    sentence = ", ".join(phrases)
    return (sentence.format(**values, **facts.words) if "{" in sentence else sentence) + "."


def _chosen(details: Sequence[tuple[str, ...]], count: int, u: float) -> list[str]:
    """Return the wording of one detail or of two, in their order."""
    scaled = u * len(details)
    number = int(scaled)
    numbers = {number} if count == 1 else sorted({number, (number + 1) % len(details)})
    rest = scaled - number
    return [details[k][int(rest * len(details[k]))] for k in numbers]


def _captions_of_one_frame(
    facts: Sequence[Facts], values: Sequence[Mapping[str, float]], seen: Seen, u: NDArray[np.float64]
) -> list[str]:
    """Return captions without anything that takes time: neither direction, pace nor change."""
    leads = [_LEADS_OF_ONE_FRAME[k] for k in (u[0] * len(_LEADS_OF_ONE_FRAME)).astype(np.int64).tolist()]
    sentences = []
    for fact, numbers, lead, cell, pick in zip(
        facts, values, leads, seen.start_cell.tolist(), u[2].tolist(), strict=True
    ):
        action = fact.actions[int(pick * len(fact.actions))].replace("{way}", "").format(**numbers, **fact.words)
        sentences.append(f"{lead} {action}, {_PARTS[cell]}.")
    return sentences

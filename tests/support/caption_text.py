"""Reads captions back: what each sentence claims, without the code that composed it, and whether it is true."""

import re

import numpy as np

DIRECTIONS = {
    "right": 0,
    "lower right": 45,
    "bottom": 90,
    "lower left": 135,
    "left": 180,
    "upper left": 225,
    "top": 270,
    "upper right": 315,
}
"""Angles from u (right) towards v (down), in degrees."""
VERBAL = {
    "upward": "top",
    "up": "top",
    "downward": "bottom",
    "down": "bottom",
    "up and to the right": "upper right",
    "up and to the left": "upper left",
    "down and to the right": "lower right",
    "down and to the left": "lower left",
    "diagonally up to the right": "upper right",
    "diagonally up to the left": "upper left",
    "diagonally down to the right": "lower right",
    "diagonally down to the left": "lower left",
}
QUARTERS = {
    "a quarter turn": 0.25,
    "half a turn": 0.5,
    "three quarters of a turn": 0.75,
    "one full turn": 1,
    "one and a quarter turns": 1.25,
    "one and a half turns": 1.5,
    "one and three quarter turns": 1.75,
    "two full turns": 2,
    "two and a quarter turns": 2.25,
    "two and a half turns": 2.5,
    "a quarter of the way around": 0.25,
    "halfway around": 0.5,
    "three quarters of the way around": 0.75,
    "once around": 1,
}
_CORNER = "(?:upper |lower )?(?:left|right)|top|bottom"
_NUMBER = r"(\d+\.?\d*)"
_WAY = (
    f" from (?:the )?(?P<from>{_CORNER}) to (?:the )?(?P<to>{_CORNER})| (?:toward|to) the (?P<toward>{_CORNER})"
    f"| (?P<verbal>{'|'.join(sorted(VERBAL, key=len, reverse=True))})"
    "| (?:in a )?(?P<sense>clockwise|counterclockwise)(?: direction)?"
)
_ACTIONS = {
    "linear": (
        "moves~ in a straight line",
        "follows a straight line~",
        "travels~ along a straight line",
        "takes a straight path~",
        "goes~ in a straight line",
        "traces a straight line~",
    ),
    "circular": (
        "circles~",
        "follows a circular path~",
        "moves~ along a circle",
        "travels~ around a circle",
        rf"goes~ around a circle (?P<diameter>{_NUMBER}) meters across",
        rf"follows a circle with a radius of (?P<radius>{_NUMBER}) meters~",
    ),
    "helical": (
        "coils~",
        "winds~ along a helix",
        "corkscrews~",
        "follows a (?P<hand>left|right)-handed helix~",
        "moves~ along a (?P<hand>left|right)-handed helix",
        "spirals~ like a (?P<hand>left|right)-handed screw",
    ),
    "parabolic": (
        "flies~ along a parabola",
        "follows a parabola~",
        "travels~ along a parabolic arc",
        f"moves~ along a parabola that opens toward the (?P<opening>{_CORNER})",
        f"flies~ along a parabolic arc that opens toward the (?P<opening>{_CORNER})",
        f"traces a parabola~, with its vertex toward the (?P<vertex>{_CORNER})",
    ),
}
_PACE = (
    "(?P<pace>speeding up|gaining speed|picking up speed|faster at the end than at the start"
    "|slowing down|losing speed|getting slower|slower at the end than at the start"
    "|at an even pace|at a steady pace|at a constant speed|without changing speed)"
)
_LEADS = (
    "(?:The|A) ball|In this clip, the ball|In this video, a ball|(?:This video|The clip) shows a ball that"
    "|We see a ball that"
)
_MOMENTS = (
    "The ball is seen at one moment as it|(?:This|A single) frame shows a ball as it|We see one moment in which a ball"
)
_PART = (
    r"(?P<part>in the (?P<start>(?:upper|lower) (?:left|right|half)|(?:left|right) half) of the frame"
    r"|near the center of the frame)"
)
_CLAUSES = (
    _PACE,
    r"(?P<depth>(?:ending up|finishing) (?:farther from|closer to|nearer to) the camera"
    r"|ending (?:up )?(?:farther away|nearer) than it started)",
    r"(?P<steady>(?:moving away|receding|going away) from the camera"
    r"|moving toward the camera|approaching the camera|coming closer to the camera)",
    f"(?:(?:starting|beginning|setting out) )?{_PART}",
    rf"(?:covering|over a distance of|for|advancing) (?P<length>{_NUMBER}) meters",
    rf"around an axis (?P<length>{_NUMBER}) meters long",
    rf"with a radius of (?P<radius>{_NUMBER}) meters",
    rf"in coils (?P<diameter>{_NUMBER}) meters across",
    rf"(?:over a width of|spanning) (?P<width>{_NUMBER}) meters(?: in width)?",
    f"(?:(?:starting|beginning) at|from) the (?P<side>{_CORNER}) of the circle",
    "(?:seen|viewed) (?P<slant>at a slant|from the front)",
    rf"(?:making|in) (?:about )?(?P<turns>{_NUMBER}) (?:turns|of a turn)",
    rf"turning through (?P<degrees>{_NUMBER}) degrees",
    f"(?:making about |about )?(?P<quarters>{'|'.join(QUARTERS)})",
)
Claims = dict[str, str]


def claims(class_name: str, caption: str) -> Claims:
    """Return what a caption claims, by topic. Every word of it must be understood."""
    for action in _ACTIONS[class_name]:
        action = action.replace("~", f"(?:{_WAY})?")
        for lead in (_LEADS, f"{_PACE.capitalize()}, (?:the|a) ball", _MOMENTS):
            lead = lead.replace("(?p<pace>", "(?P<pace>")
            match = re.match(f"(?i:{lead}) {action}(?=[,.])", caption)
            if match and (rest := _clauses(caption[match.end() : -1])) is not None and caption.endswith("."):
                found = {key: value for key, value in match.groupdict().items() if value}
                assert not found.keys() & rest.keys() - {"from"}, caption
                return found | rest
    raise AssertionError(f"not understood: {caption}")


def _clauses(text: str) -> Claims | None:
    """Return what the clauses after commas claim, or None if one is not understood."""
    found: Claims = {}
    for clause in text.split(", ")[1:]:
        match = next(filter(None, (re.fullmatch(pattern, clause) for pattern in _CLAUSES)), None)
        if match is None:
            return None
        claimed = {key: value for key, value in match.groupdict().items() if value}
        assert not found.keys() & claimed.keys(), text
        found |= claimed
    return found


def false_claims(sample: dict, claimed: Claims) -> list[str]:
    """Return the claims about a sample that are false, by its columns alone."""
    facts = Facts(sample)
    return [f"{topic}: {words}" for topic, words in claimed.items() if not getattr(facts, f"is_true_{topic}")(words)]


class Facts:
    """What is true of a sample."""

    def __init__(self, sample: dict):
        self.sample, self.class_name = sample, sample["class_name"]
        self.axes = sample["curve_rotation"]
        self.track = sample["trajectory_2d"].astype(float)
        self.points = sample["trajectory_3d"].astype(float)
        self.depths = self._camera(self.points)[:, 2]

    def parameter(self, name: str) -> float:
        return float(self.sample[f"{self.class_name}_{name}"])

    def _camera(self, points: np.ndarray) -> np.ndarray:
        return points @ self.sample["camera_rotation"].T + self.sample["camera_translation_m"]

    def pixels(self, points: np.ndarray) -> np.ndarray:
        x, y, z = self._camera(points).T
        return np.stack([x / z, y / z], axis=1) * self.sample["focal_length_px"] + self.sample["principal_point_px"]

    def seen(self, axis: int) -> np.ndarray:
        """Return the direction in the frame of a step along a local axis at the origin."""
        origin, ahead = self.pixels(np.stack([np.zeros(3), 1e-6 * self.axes[:, axis]]))
        return ahead - origin

    @property
    def course(self) -> np.ndarray:
        """The direction in the frame along the course of the ball."""
        if self.class_name == "parabolic":
            s = np.array([0.0, 1.0]) - self.parameter("apex")
            local = np.stack([self.parameter("width_m") * s, 4 * self.parameter("height_m") * s**2, 0 * s])
        else:
            local = np.zeros((3, 2))
            local[2 if self.class_name == "helical" else 0] = np.array([-0.5, 0.5]) * self.parameter("length_m")
        start, end = self.pixels((self.axes @ local).T)
        return start - end if self.sample["is_reversed"] else end - start

    def is_true_to(self, words: str) -> bool:
        return is_along(words, self.course)

    is_true_toward = is_true_to

    def is_true_from(self, words: str) -> bool:
        return is_along(words, -self.course)

    def is_true_verbal(self, words: str) -> bool:
        return is_along(VERBAL[words], self.course)

    def is_true_sense(self, words: str) -> bool:
        arms = self.track - self.pixels(np.zeros((1, 3)))
        turning = (arms[:-1, 0] * arms[1:, 1] - arms[:-1, 1] * arms[1:, 0]).sum()
        return self.class_name == "circular" and (turning > 0) == (words == "clockwise") == (
            self.sample["direction"] == "clockwise"
        )

    def _speeds(self, points: np.ndarray) -> tuple[float, float]:
        lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
        count = len(lengths) // 3
        return lengths[:count].mean(), lengths[-count:].mean()

    def is_true_pace(self, words: str) -> bool:
        start, end = self._speeds(self.points)
        pace = self.sample["pace"]
        words = words.lower()
        if "even" in words or "steady" in words or "constant" in words or "without" in words:
            return pace == "even" and max(start, end) < 1.11 * min(start, end)
        is_up = words.startswith(("speed", "gain", "pick", "fast"))
        first, last = self._speeds(self.track)
        return pace == ("speeding up" if is_up else "slowing down") and (
            (end > 1.14 * start and last > first) if is_up else (start > 1.14 * end and first > last)
        )

    def is_true_depth(self, words: str) -> bool:
        ratio = self.depths[-1] / self.depths[0]
        return ratio > 1.09 if "farther" in words else ratio < 1 / 1.09

    def is_true_steady(self, words: str) -> bool:
        middle = self.depths[len(self.depths) // 3], self.depths[-1 - len(self.depths) // 3]
        marks = np.array([self.depths[0], *middle, self.depths[-1]])
        is_away = "away" in words or "receding" in words
        return self.is_true_depth("farther" if is_away else "nearer") and bool(
            (np.diff(marks) * (1 if is_away else -1) > 0).all()
        )

    def is_true_part(self, words: str) -> bool:
        _, height, width, _ = self.sample["video"].shape
        x, y = (self.track[0] + 0.5) / [width, height] - 0.5
        return "near" not in words or max(abs(x), abs(y)) < 0.1001

    def is_true_start(self, words: str) -> bool:
        _, height, width, _ = self.sample["video"].shape
        x, y = (self.track[0] + 0.5) / [width, height] - 0.5
        wanted = {"left": x < -0.0999, "right": x > 0.0999, "upper": y < -0.0999, "lower": y > 0.0999}
        return all(wanted[word] for word in words.split() if word != "half")

    def is_true_side(self, words: str) -> bool:
        return is_along(words, self.track[0] - self.pixels(np.zeros((1, 3)))[0])

    def is_true_opening(self, words: str) -> bool:
        return is_along(words, self.seen(1))

    def is_true_vertex(self, words: str) -> bool:
        return is_along(words, -self.seen(1))

    def is_true_slant(self, words: str) -> bool:
        sight = self._camera(np.zeros((1, 3)))[0]
        normal = self.sample["camera_rotation"] @ self.axes[:, 2]
        cosine = abs(sight @ normal) / np.linalg.norm(sight)
        return cosine > 0.8999 if words == "from the front" else cosine < 0.8001

    def is_true_hand(self, words: str) -> bool:
        return self.parameter("handedness") == (1 if words == "right" else -1)

    def is_true_length(self, words: str) -> bool:
        return is_rounded(words, self.parameter("length_m"))

    def is_true_width(self, words: str) -> bool:
        return is_rounded(words, self.parameter("width_m"))

    def is_true_radius(self, words: str) -> bool:
        return is_rounded(words, self.parameter("radius_m"))

    def is_true_diameter(self, words: str) -> bool:
        return is_rounded(words, 2 * self.parameter("radius_m"))

    def is_true_turns(self, words: str) -> bool:
        return is_rounded(words, self.parameter("turns"))

    def is_true_degrees(self, words: str) -> bool:
        return is_rounded(words, 360 * self.parameter("turns"))

    def is_true_quarters(self, words: str) -> bool:
        return abs(self.parameter("turns") - QUARTERS[words]) < 0.0401


def is_along(word: str, direction: np.ndarray) -> bool:
    """Tell whether a direction in the frame is the nearest of eight to its word."""
    angle = np.degrees(np.arctan2(direction[1], direction[0]))
    return bool(abs((angle - DIRECTIONS[word] + 180) % 360 - 180) <= 22.51)


def is_rounded(text: str, value: float) -> bool:
    """Tell whether a text is a value, rounded to the decimals that the text has."""
    decimals = len(text.partition(".")[2])
    return abs(float(text) - value) <= 0.501 * 10**-decimals

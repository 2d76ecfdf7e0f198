"""A curve in space with its shadow and its camera, as lines that the page's script can turn."""

from dataclasses import dataclass

import numpy as np

from curveball.report.images import shown_frames
from curveball.report.samples import Sample

_CAMERA_DISTANCE = 1.55
"""Where the camera is drawn, in extents of the curve: nearer than it is, or the curve would be a speck beside it."""
_FIRST_LOOK_TURNS = 0.09
"""How far the first view is turned away from that of the camera, so that both curve and camera are seen."""


@dataclass(frozen=True)
class Path:
    """Polylines of one look."""

    kind: str
    """Class name in the page's style sheet."""
    lines: list[np.ndarray]
    """Each (N, 3)."""

    @property
    def points(self) -> str:
        """The points for the script: "x,y,z x,y,z|x,y,z …"."""
        return "|".join(map(points_text, self.lines))


@dataclass(frozen=True)
class Scene:
    """What is drawn, in a frame around the middle of the curve, in which the curve has extent 1; and from where."""

    paths: list[Path]
    camera: np.ndarray
    """Where the word "camera" stands, (1, 3)."""
    ball: np.ndarray
    """Where the ball is in each shown frame, (N, 3)."""
    azimuth: float
    elevation: float
    """Direction of the camera, in radians."""
    yaw: float
    pitch: float
    """Direction from which the scene is seen first."""
    grid_m: float
    distance_m: float
    """How far away the camera is."""

    def place(self, points: np.ndarray) -> tuple[str, str]:
        """Return where the first of some points is in the first view."""
        x, y = project(points[:1], self.yaw, self.pitch)[0]
        return _short(x), _short(y)

    def drawn(self, path: Path) -> str:
        """Return the path as the page shows it without a script."""
        flat = [project(line, self.yaw, self.pitch) for line in path.lines]
        return "".join("M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in line) for line in flat)


def scene_of(sample: Sample) -> Scene:
    """Return the scene of a sample."""
    curve = sample.trajectory_3d[shown_frames(len(sample.trajectory_3d))]
    middle = (curve.min(axis=0) + curve.max(axis=0)) / 2
    extent = float(np.sqrt(((curve - middle) ** 2).sum(axis=1)).max()) or 1.0
    curve = (curve - middle) / extent
    floor = float(curve[:, 2].min()) - 0.12
    camera = -sample.rotation.T @ sample.translation_m - middle
    distance_m = float(np.linalg.norm(camera))
    camera = camera / (distance_m or 1.0)
    azimuth, elevation = float(np.arctan2(camera[1], camera[0])), float(np.arcsin(np.clip(camera[2], -1, 1)))
    grid_m = _round_length(extent / 2)
    shadow = curve * (1, 1, 0) + (0, 0, floor)
    paths = [
        Path("floor", _grid(grid_m / extent, floor)),
        Path("stems", [np.stack(ends) for ends in zip(curve, shadow, strict=True)]),
        Path("shadow", [shadow]),
        Path("camera", _camera(sample.rotation, camera * _CAMERA_DISTANCE)),
        Path("curve", [curve]),
    ]
    pitch = float(np.clip(elevation + 0.25, np.deg2rad(15), np.deg2rad(50)))
    label = camera[None] * (_CAMERA_DISTANCE + 0.12)
    return Scene(
        paths, label, curve, azimuth, elevation, azimuth + 2 * np.pi * _FIRST_LOOK_TURNS, pitch, grid_m, distance_m
    )


def points_text(points: np.ndarray) -> str:
    """Write points (N, 3) for the script: "x,y,z x,y,z"."""
    return " ".join(",".join(map(_short, point)) for point in points)


def project(points: np.ndarray, yaw: float, pitch: float) -> np.ndarray:
    """Project points (N, 3) orthographically, seen from this direction: (N, 2), right and down; as the script does."""
    x, y, z = points.T
    right = y * np.cos(yaw) - x * np.sin(yaw)
    towards = x * np.cos(yaw) + y * np.sin(yaw)
    return np.stack([right, towards * np.sin(pitch) - z * np.cos(pitch)], axis=1)


def _grid(step: float, height: float) -> list[np.ndarray]:
    count = max(1, int(1.1 / step))
    reach = count * step
    places = np.arange(-count, count + 1) * step
    along = [np.array([[-reach, place, height], [reach, place, height]]) for place in places]
    return along + [line[:, [1, 0, 2]] for line in along]


def _camera(rotation: np.ndarray, place: np.ndarray) -> list[np.ndarray]:
    right, down, forward = rotation * 0.16
    corners = [place + forward * 1.6 + x * right + y * down for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return [np.array([*corners, corners[0]]), *(np.array([place, corner]) for corner in corners)]


def _round_length(length: float) -> float:
    """Return the greatest of 1, 2, 5, 10, … that is not above a length."""
    power = 10.0 ** np.floor(np.log10(length))
    return float(max(step * power for step in (1, 2, 5) if step * power <= length * 1.0001))


def _short(number: float) -> str:
    text = f"{number:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text

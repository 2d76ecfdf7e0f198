"""A 3-D curve with its shadow and its camera, as polylines that the script of the page can rotate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curveball.report.images import shown_frames
from curveball.report.samples import Sample

_CAMERA_DISTANCE = 1.55
"""Distance at which the camera is drawn, in extents of the curve. At its real distance the curve would be too small."""
_INITIAL_TURNS = 0.09
"""Rotation of the initial view away from that of the camera, so that the camera is visible as well."""


@dataclass(frozen=True)
class Path:
    """Polylines of one style."""

    kind: str
    """Class name in the page's style sheet."""
    lines: list[NDArray[np.float64]]
    """Arrays of points, each (N, 3)."""

    @property
    def points(self) -> str:
        """The points as the script reads them: "x,y,z x,y,z|x,y,z …"."""
        return "|".join(map(points_text, self.lines))


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A scene in coordinates in which the curve has its middle at 0 and extent 1, and the directions of two views."""

    paths: list[Path]
    camera: NDArray[np.float64]
    """Position of the label "camera", (1, 3)."""
    ball: NDArray[np.float64]
    """Position of the ball in each shown frame, (N, 3)."""
    azimuth: float
    elevation: float
    """Direction of the camera, with `azimuth`, in radians."""
    yaw: float
    pitch: float
    """Direction of the initial view, with `yaw`, in radians."""
    grid_m: float
    """Width of a cell of the grid on the floor."""
    distance_m: float
    """Real distance of the camera from the middle of the curve."""

    def place(self, points: NDArray[np.float64]) -> tuple[str, str]:
        """Return the coordinates of the first of some points in the initial view, as text."""
        x, y = project(points[:1], self.yaw, self.pitch)[0]
        return _short(x), _short(y)

    def drawn(self, path: Path) -> str:
        """Return the path in the initial view, as an attribute `d` of SVG."""
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
    return Scene(
        paths=paths,
        camera=camera[None] * (_CAMERA_DISTANCE + 0.12),
        ball=curve,
        azimuth=azimuth,
        elevation=elevation,
        yaw=azimuth + 2 * np.pi * _INITIAL_TURNS,
        pitch=float(np.clip(elevation + 0.25, np.deg2rad(15), np.deg2rad(50))),
        grid_m=grid_m,
        distance_m=distance_m,
    )


def points_text(points: NDArray[np.float64]) -> str:
    """Return points (N, 3) as the script reads them: "x,y,z x,y,z"."""
    return " ".join(",".join(map(_short, point)) for point in points)


def project(points: NDArray[np.float64], yaw: float, pitch: float) -> NDArray[np.float64]:
    """Project points (N, 3) orthographically along a direction in radians: (N, 2), right and down.

    The script of the page computes the same.
    """
    x, y, z = points.T
    right = y * np.cos(yaw) - x * np.sin(yaw)
    towards = x * np.cos(yaw) + y * np.sin(yaw)
    return np.stack([right, towards * np.sin(pitch) - z * np.cos(pitch)], axis=1)


def _grid(step: float, height: float) -> list[NDArray[np.float64]]:
    count = max(1, int(1.1 / step))
    reach = count * step
    places = np.arange(-count, count + 1) * step
    along = [np.array([[-reach, place, height], [reach, place, height]]) for place in places]
    return along + [line[:, [1, 0, 2]] for line in along]


def _camera(rotation: NDArray[np.float64], place: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    right, down, forward = rotation * 0.16
    corners = [place + forward * 1.6 + x * right + y * down for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    return [np.array([*corners, corners[0]]), *(np.array([place, corner]) for corner in corners)]


def _round_length(length: float) -> float:
    """Return the maximum of 1, 2, 5, 10, … that is at most a length."""
    power = 10.0 ** np.floor(np.log10(length))
    return float(max(step * power for step in (1, 2, 5) if step * power <= length * 1.0001))


def _short(number: float) -> str:
    text = f"{number:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text

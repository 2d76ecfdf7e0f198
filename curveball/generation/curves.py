"""The curve and the appearance of each sample, before a view of it is selected."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.generation import pace, pulse
from curveball.generation.camera import Points, focal_length_px
from curveball.generation.pace import Paces
from curveball.motions import Motion
from curveball.numerics.portable_math import mean_over_time
from curveball.numerics.random_streams import Purpose, normals_from_uniforms, uniforms

EXTENT_TIMES = (np.arange(16)[:, None] + 0.5) / 16
"""The extent of a curve is measured at these values of progress, so that it does not depend on the number of frames."""


@dataclass(frozen=True)
class Curves:
    """What belongs to N samples independently of the view.

    It is drawn once per sample and never rejected, so each quantity has exactly the distribution of the configuration.
    """

    parameters: dict[str, NDArray[np.float64]]
    """The parameters of the motion by name, each of shape (N,)."""
    jitter_std: NDArray[np.float64]
    """Shape (N,): standard deviation of the noise on each coordinate, as a fraction of the 3-D extent; 0 for none."""
    points_m: Points
    """Shape (3, T, N): positions of the ball in the local frame, in meters, with noise."""
    ideal_points_m: Points
    """Shape (3, 16, N): the curve without noise, at values of progress that do not depend on frames and pace."""
    course_m: Points | None
    """Shape (3, 2, N): two points that tell which way the ball goes; None if it turns around the local z axis."""
    extent_px: NDArray[np.float64]
    """Shape (N,): intended root mean square (RMS) extent of the curve in the frame."""
    paces: Paces
    """How the balls travel. Points and radii are in the order of the frames."""
    radius_px: NDArray[np.float64]
    """Shape (T, N): radius of the ball as if it were at the depth of the center of the curve."""
    focal_px: NDArray[np.float64]
    """Shape (N,): focal length of the camera."""

    def take(self, chosen: NDArray[np.int64]) -> "Curves":
        """Return a subset of the samples, by position."""
        return Curves(
            parameters={name: values[chosen] for name, values in self.parameters.items()},
            jitter_std=self.jitter_std[chosen],
            points_m=self.points_m[..., chosen],
            ideal_points_m=self.ideal_points_m[..., chosen],
            course_m=None if self.course_m is None else self.course_m[..., chosen],
            extent_px=self.extent_px[chosen],
            paces=self.paces.take(chosen),
            radius_px=self.radius_px[:, chosen],
            focal_px=self.focal_px[chosen],
        )


class Appearance(NamedTuple):
    """What is drawn for each of N samples with the same numbers, whatever its class."""

    extent: NDArray[np.float64]
    """Shape (N,): intended RMS extent of the curve, as a fraction of the shorter side of the frame."""
    radius: NDArray[np.float64]
    """Shape (N,): radius of the ball without its pulse, as a fraction of the shorter side."""
    field_of_view_deg: NDArray[np.float64]
    """Shape (N,): angle of view across the shorter side."""
    jitter_std: NDArray[np.float64]
    """Shape (N,): as in `Curves`."""
    paces: Paces


def draw_appearance(config: Config, class_name: str, indices: NDArray[np.int64], flip: bool = False) -> Appearance:
    """Draw the appearance of the samples of one class; the arguments are those of `draw_curves`."""
    u = uniforms(config.seed, class_name, Purpose.APPEARANCE, indices, 5 + pace.DRAWS)
    return Appearance(
        extent=config.framing.extent.at_log(u[0]),
        radius=config.ball.radius.at(u[1]),
        field_of_view_deg=config.framing.field_of_view_deg.at(u[2]),
        jitter_std=np.where(u[3] < config.jitter.probability, config.jitter.std.at(u[4]), 0.0),
        paces=pace.draw_paces(config, u[5:], flip),
    )


def draw_parameters(
    config: Config, motion: Motion, class_name: str, indices: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Draw the parameters of the motion of the samples of one class; the arguments are those of `draw_curves`."""
    count = len(motion.parameter_meanings())
    return motion.draw_parameters(uniforms(config.seed, class_name, Purpose.MOTION, indices, count))


def draw_curves(
    config: Config, motion: Motion, class_name: str, indices: NDArray[np.int64], flip: bool = False
) -> Curves:
    """Draw the curves of the samples of one class.

    Args:
        config: The configuration.
        motion: The settings of the class.
        class_name: The name of the class, which selects its random streams.
        indices: Shape (N,): indices of the samples.
        flip: As for `draw_samples`.

    Returns:
        N curves.
    """
    parameters = draw_parameters(config, motion, class_name, indices)
    appearance = draw_appearance(config, class_name, indices, flip)
    paces = appearance.paces
    ideal_points_m = np.stack(motion.trace(parameters, EXTENT_TIMES))
    points_m = np.stack(motion.trace(parameters, paces.progress(frame_times(config.frames))))
    points_m += _noise(config, class_name, indices) * (appearance.jitter_std * rms_extent(ideal_points_m))
    course = motion.course(parameters)
    return Curves(
        parameters=parameters,
        jitter_std=appearance.jitter_std,
        points_m=paces.in_order(points_m),
        ideal_points_m=ideal_points_m,
        course_m=None if course is None else np.stack(course),
        extent_px=appearance.extent * config.side_px,
        paces=paces,
        radius_px=paces.in_order(_pulses(config, class_name, indices)) * (appearance.radius * config.side_px),
        focal_px=focal_length_px(appearance.field_of_view_deg, config.side_px),
    )


def _pulses(config: Config, class_name: str, indices: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the factors by which the radii change, shape (T, N), or ones if they do not."""
    if config.ball.pulse.high == 0:
        return np.ones((config.frames, len(indices)))
    u = uniforms(config.seed, class_name, Purpose.PULSE, indices, pulse.DRAWS)
    return pulse.draw_pulses(config, frame_times(config.frames), u)


def frame_times(frames: int) -> NDArray[np.float64]:
    """Return the times of the frames, shape (T, 1): from 0 to 1, or 1/2 for a single frame."""
    return np.arange(frames)[:, None] / (frames - 1) if frames > 1 else np.array([[0.5]])


def rms_extent(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the root mean square distance of points from their center.

    Args:
        points: Shape (D, T, N).

    Returns:
        Shape (N,), in the unit of `points`.
    """
    mean_square = np.zeros(points.shape[2])
    for coordinate in points:
        offset = coordinate - mean_over_time(coordinate)
        mean_square += mean_over_time(offset * offset)
    return np.sqrt(mean_square)


def _noise(config: Config, class_name: str, indices: NDArray[np.int64]) -> Points:
    """Return standard normal noise for every coordinate, shape (3, T, N), or zeros if it is disabled."""
    if config.jitter.probability == 0:
        return np.zeros((3, config.frames, len(indices)))
    pairs = -(-3 * config.frames // 2)
    u = uniforms(config.seed, class_name, Purpose.JITTER, indices, 2 * pairs)
    normals = normals_from_uniforms(u[:pairs], u[pairs:])
    return normals[: 3 * config.frames].reshape(3, config.frames, len(indices))

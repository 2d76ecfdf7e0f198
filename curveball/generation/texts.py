"""The texts of samples: equations, captions and questions."""

from __future__ import annotations  # pyarrow's types accept parameters in the stubs only

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.generation import captions, questions
from curveball.generation.camera import Points, Rotations, dot
from curveball.generation.framing import direction_names
from curveball.generation.pace import phrase
from curveball.generation.sampling import Samples
from curveball.generation.seen import see
from curveball.motions import View
from curveball.numerics.random_streams import Purpose, uniforms

_DRAWS = captions.DRAWS + questions.DRAWS


def text_columns(config: Config, samples: Samples, is_complete: bool = True) -> dict[str, pa.Array[Any]]:
    """Return the columns `equation`, `description` and `questions` of samples.

    Args:
        config: The configuration.
        samples: N samples of one class.
        is_complete: Whether to ask for the curve, whose options are other classes. Otherwise, these questions are
            empty strings.

    Returns:
        Columns of N strings.
    """
    class_name, motion = samples.class_name, config.classes[samples.class_name]
    rows = zip(*(values.tolist() for values in samples.parameters.values()), strict=True)
    parameters = [dict(zip(samples.parameters, row, strict=True)) for row in rows]
    world_axes = samples.axes.transpose(2, 1, 0).tolist()
    phrases = map(phrase, samples.paces.bend.tolist(), samples.paces.is_reversed.tolist())
    equations = [
        f"{motion.equation(numbers, axes)}, {progress}"
        for numbers, axes, progress in zip(parameters, world_axes, phrases, strict=True)
    ]
    seen, directions = see(config, samples), direction_names(samples.heading, samples.turns)
    facts = [motion.describe(*pair) for pair in zip(parameters, _views(samples, directions), strict=True)]
    u = uniforms(config.seed, class_name, Purpose.WORDING, samples.index, _DRAWS)
    asked = questions.questions(config, samples, seen, directions, u[captions.DRAWS :])
    if is_complete:
        asked = questions.with_curves(config, class_name, asked, u[captions.DRAWS :])
    return {
        "equation": pa.array(equations),
        "description": pa.array(captions.compose(samples, parameters, seen, facts, u)),
        "questions": pa.array(asked),
    }


def complete_questions(
    config: Config, class_name: str, indices: NDArray[np.int64], texts: Sequence[str]
) -> pa.Array[Any]:
    """Return the column `questions` of samples, complete.

    Args:
        config: The configuration.
        class_name: The class of the samples.
        indices: Shape (N,): their indices.
        texts: Their questions, as `text_columns` returns them with `is_complete=False`.
    """
    u = uniforms(config.seed, class_name, Purpose.WORDING, indices, _DRAWS)
    return pa.array(questions.with_curves(config, class_name, texts, u[captions.DRAWS :]))


def _views(samples: Samples, directions: Sequence[str]) -> Iterator[View]:
    """Yield how the camera sees each sample."""
    origin_m = samples.camera.translation_m  # the origin of the world and of the local frame, in camera coordinates
    origin_px, _ = samples.camera.project(np.zeros((3, 1, len(samples.index))))
    start_px, end_px = samples.trajectory_2d[:, 0], samples.trajectory_2d[:, -1]
    depth_ratio = samples.depth_m[-1] / samples.depth_m[0]
    axes = _axes_in_view(samples.local_to_camera, origin_m)
    words = (directions, samples.paces.names(), samples.paces.is_reversed.tolist())
    values = (samples.heading.T, start_px.T, end_px.T, origin_px[:, 0].T, depth_ratio, axes.transpose(2, 1, 0))
    for (direction, pace, is_reversed), (heading, start, end, origin, ratio, local_axes) in zip(
        zip(*words, strict=True), zip(*(array.tolist() for array in values), strict=True), strict=True
    ):
        yield View(
            direction=direction,
            pace=pace,
            is_reversed=is_reversed,
            heading=heading,
            start_px=start,
            end_px=end,
            origin_px=origin,
            depth_ratio=ratio,
            axes=local_axes,
        )


def _axes_in_view(local_to_camera: Rotations, origin_m: Points) -> NDArray[np.float64]:
    """Return how the local axes appear at their origin.

    Args:
        local_to_camera: Shape (3, 3, N).
        origin_m: Shape (3, N): the local origin in camera coordinates.

    Returns:
        Shape (3, 3, N). For each axis (second index): the direction of its projection (right, down), and the cosine of
        its angle to the line of sight.
    """
    tangent = origin_m[:2] / origin_m[2]
    in_image = local_to_camera[:2] - tangent[:, None] * local_to_camera[2]
    along_sight = dot(local_to_camera, origin_m[:, None]) / np.sqrt(dot(origin_m, origin_m))
    return np.concatenate([in_image, along_sight[None]])

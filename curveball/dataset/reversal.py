"""Reverses the time of a sample."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.config.errors import CurveballError
from curveball.config.model import Config
from curveball.dataset.rendered_videos import PIXEL_COLUMNS
from curveball.dataset.sample_rows import Sample, SampleRows
from curveball.generation.camera import Camera, compose
from curveball.generation.encoding import digest
from curveball.generation.framing import heading_in_view
from curveball.generation.pace import Paces
from curveball.generation.rendering import render
from curveball.generation.sampling import Samples
from curveball.generation.schema import dataset_schema, parameter_column
from curveball.generation.shards import columns_without_pixels


def reverse(sample: Sample, config: Config) -> Sample:
    """Return a sample with its time reversed: the ball goes the other way along the same curve.

    >>> config = curveball.load_config("config/config.yaml")
    >>> sample = curveball.generate(config, "linear", [3])[0]
    >>> sample["direction"], curveball.reverse(sample, config)["direction"]
    ('right to left', 'left to right')

    It is the sample that the generator would make if the coin that decides which way the ball goes had fallen on its
    other side, `generate(config, class_name, [index], reverse=True)[0]`, to the bit in every column, but it takes a
    fraction of the time. Its frames are those of the sample in the opposite order, with the same noise. `direction`,
    `pace` and `is_reversed` become their opposites, `equation` and `description` those of the reversed ball, and
    `digest` that of the reversed video. Whatever does not depend on time stays the same, with the name of the sample.

    A frame with `style: trail` shows where the ball has been. Then the video is rendered anew: the trajectory is the
    same in the opposite order, but the frames are not.

    Args:
        sample: A complete sample, with its video as it is stored.
        config: The configuration that the sample was generated with.

    Returns:
        The reversed sample. Its arrays are its own.

    Raises:
        CurveballError: The sample lacks columns or has others, or its video is not that of the configuration.
    """
    _check(sample, config)
    samples = _reversed(sample, config)
    if config.style == "trail":
        video = render(config, samples.trajectory_2d, samples.radius_px)[0]
    else:
        video = sample["video"][::-1].copy()
    rows = SampleRows(pa.table(columns_without_pixels(config, samples)), list(sample), PIXEL_COLUMNS)
    return rows.sample(0, [video, digest(video)])


def _check(sample: Sample, config: Config) -> None:
    """Raise an error if a sample is not a complete one of a configuration."""
    if different := sorted(sample.keys() ^ set(dataset_schema(config).names)):
        raise CurveballError(
            f"A sample is reversed with all of its columns and its configuration; these are missing in one of them: "
            f"{', '.join(different)}"
        )
    if sample.get("twin_of"):
        raise CurveballError(f"{sample['sample_id']} is a twin; reverse the sample that it is a twin of")
    video = sample["video"]
    if video.shape != config.video_shape or video.dtype != np.uint8:
        raise CurveballError(
            f"A sample is reversed with its video as it is stored, uint8 of the shape {config.video_shape}; found "
            f"{video.dtype} of the shape {video.shape}"
        )


def _reversed(sample: Sample, config: Config) -> Samples:
    """Return a sample in the form in which samples are drawn, N = 1, with its time reversed."""
    class_name = sample["class_name"]
    motion = config.classes[class_name]
    parameters = {name: _one(sample[parameter_column(class_name, name)]) for name in motion.parameter_meanings()}
    axes, rotation, translation_m = (
        sample[name][..., None] for name in ("curve_rotation", "camera_rotation", "camera_translation_m")
    )
    column, row = sample["principal_point_px"].tolist()
    camera = Camera(_one(sample["focal_length_px"]), (column, row), rotation, translation_m)
    trajectory_3d, trajectory_2d = (sample[name][::-1].T[..., None] for name in ("trajectory_3d", "trajectory_2d"))
    _, depth_m = camera.project(trajectory_3d.astype(np.float64))
    paces = Paces(_one(sample["pace_bend"]), np.array([not sample["is_reversed"]]))
    course, local_to_camera = motion.course(parameters), compose(rotation, axes)
    heading, _ = heading_in_view(None if course is None else np.stack(course), local_to_camera, translation_m)
    return Samples(
        class_name=class_name,
        index=np.array([sample["index"]]),
        paces=paces,
        heading=-heading if paces.is_reversed[0] else heading,
        turns=course is None,
        parameters=parameters,
        jitter_std=_one(sample["jitter_std"]),
        trajectory_3d=trajectory_3d,
        trajectory_2d=trajectory_2d,
        radius_px=sample["radius_px"][::-1, None],
        axes=axes,
        local_to_camera=local_to_camera,
        camera=camera,
        depth_m=depth_m,
    )


def _one(number: float) -> NDArray[np.float64]:
    return np.array([number], dtype=np.float64)

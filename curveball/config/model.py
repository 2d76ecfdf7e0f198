"""The model of the configuration: every key with its type, default, allowed values and meaning."""

import math
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from curveball.config.building import InvalidSettingsError, Problem, build, converted, problems_below
from curveball.config.hold_out import HoldOut, check_hold_out
from curveball.config.visibility import MIN_CONTRAST, ball_contrast
from curveball.motions import ClassFileError, Motion, available_classes, motion_type
from curveball.numerics.colors import color_channels
from curveball.numerics.ranges import Range, Within
from curveball.structures import Structure, fields_of

MAX_VIDEO_BYTES = 256 << 20
"""Largest uncompressed video. Every process holds a few videos beside its batches, and needs little more than 1 GiB."""

MAX_SHARDS, MAX_FILES = 2_000, 10_000
"""Snakemake plans so many jobs in about four seconds, and so many outputs of a job in three."""
MAX_SAMPLES = 100_000_000
"""2,000 shards of 50,000 samples. What every job does for all samples then takes seconds, and a few hundred MiB."""

MAX_JOB_SAMPLES = 1_000_000
"""Maximum number of samples of a shard, of a part, or of a file."""
_AUTO_SHARDS, _AUTO_SHARD_SIZE = 20, Range(7_500, 50_000)
"""A job takes half a second to start: as long as generating 4,000 videos. So larger shards cost less, and smaller ones
keep more cores busy, and less is lost if one is interrupted."""

ExportFormat = Literal["hf", "webdataset", "npz", "memmap"]
"""The formats with few files. Those with a file per sample are written by the command `curveball export` only."""

Color = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$", max_length=7)]
Fraction = Annotated[float, Meta(ge=0, le=1)]


class Ball(Structure):
    """Appearance of the ball."""

    radius: Annotated[Range, Within(0.005, 0.45)] = Range(0.035, 0.065)
    """Radius including the outline, at the depth of the center of the curve, as a fraction of the shorter side of the
    frame."""
    outline: Fraction = 0.3
    """Width of the outline as a fraction of the radius."""
    pulse: Annotated[Range, Within(0, 0.4)] = Range(0.1, 0.2)
    """Maximum change of the radius over time, as a fraction of it: a smooth random wave, so that the size of the ball
    does not tell how its depth changes. 0 keeps the size at that of a rigid ball."""
    color: Color = "#d62728"
    """Color of the ball, as #rrggbb."""
    outline_color: Color = "#3a0a0a"
    """Color of the outline, as #rrggbb."""

    @property
    def radii(self) -> Range:
        """The smallest and the largest radius of a ball that pulses, at the depth of the center of the curve."""
        return Range(self.radius.low * (1 - self.pulse.high), self.radius.high * (1 + self.pulse.high))


class Framing(Structure):
    """The camera and the position of the curve in the frame."""

    extent: Annotated[Range, Within(0.001, 0.5)] = Range(0.03, 0.19)
    """Size of the curve in the frame, log-uniform and the same for all classes: the root mean square (RMS) distance of
    its points from their center, as a fraction of the shorter side of the frame."""
    margin_px: Annotated[float, Meta(ge=1, le=100)] = 1.0
    """Minimum distance between the ball and the border of every frame, in pixels."""
    field_of_view_deg: Annotated[Range, Within(1, 120)] = Range(25.0, 40.0)
    """Angle of view across the shorter side of the frame, in degrees."""
    elevation_deg: Annotated[Range, Within(-90, 90)] = Range(-30.0, 60.0)
    """Elevation angle of the camera above the world's x-y plane, in degrees."""
    placement: Literal["random", "centered"] = "random"
    """`random` places the curve anywhere in the frame. `centered` places its center at the center of the frame, as is
    common practice, so that a single frame reveals the class."""
    orientation: Literal["random", "fixed"] = "random"
    """`random` rotates the curve at random and draws the azimuth of the camera at random. `fixed` never rotates the
    curve and always looks along the world's y axis, from `elevation_deg`, so that a single frame reveals the phase of
    the motion."""
    max_attempts: Annotated[int, Meta(ge=1, le=1000)] = 64
    """Maximum number of views to draw until one shows the curve clearly and has room for it."""


class Pace(Structure):
    """How the ball travels along its curve."""

    variation: Annotated[Range, Within(0, 0.95)] = Range(0.3, 0.9)
    """How much the speed changes in a third of the samples each that speed up or slow down: from 1 - v to 1 + v times
    its mean, or the opposite. It is the speed of the curve's parameter: a parabola also changes its speed by itself. 0
    keeps the pace of all samples even."""


class Jitter(Structure):
    """Noise on the curve, as augmentation."""

    probability: Fraction = 0.8
    """Fraction of the samples that have noise. 0 disables it."""
    std: Annotated[Range, Within(0, 0.1)] = Range(0.002, 0.006)
    """Standard deviation of the noise on each coordinate, as a fraction of the RMS extent of the curve in 3-D."""


class Splits(Structure):
    """Fraction of each class in each split, and the samples of further splits. The fractions must add up to 1."""

    train: Fraction = 0.8
    """Fraction for training."""
    validation: Fraction = 0.1
    """Fraction for model selection."""
    test: Fraction = 0.1
    """Fraction for the final evaluation."""
    hold_out: HoldOut = msgspec.field(default_factory=dict)
    """Samples that are in no random split, but in the split `test_shifted`: for each quantity, a mapping with `above`,
    `below` or `between`. A sample is held out if any of them holds. The quantities are the parameters of the classes
    (`circular.radius_m`), `extent`, `elevation_deg`, `field_of_view_deg`, `pace_bend` and `jitter_std`."""

    twins: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    """Number of samples in the split `twins`: samples of test with another order of time or the curve of another
    class, and all else the same. At most one for each sample of test."""

    def __post_init__(self) -> None:
        """Raise ValueError if the fractions do not add up to 1."""
        total = self.train + self.validation + self.test
        if abs(total - 1) > 1e-9:
            raise ValueError(f"train, validation and test must add up to 1, but add up to {total:.12g}")


class Checks(Structure):
    """Bounds of the checks of the dataset, and how much of it is regenerated."""

    regenerated_fraction: Fraction = 0.01
    """Fraction of the samples, drawn at random, that are regenerated and whose pixels are measured (at least 400)."""
    center_px_median: Annotated[float, Meta(gt=0)] = 0.05
    """Maximum of the median distance between the ball measured in the pixels and `trajectory_2d`, in pixels."""
    center_px_max: Annotated[float, Meta(gt=0)] = 0.25
    """Maximum distance between the ball measured in the pixels and `trajectory_2d`, in pixels."""
    radius_px_median: Annotated[float, Meta(gt=0)] = 0.05
    """Maximum of the median difference between the radius measured in the pixels and `radius_px`, in pixels."""
    radius_px_max: Annotated[float, Meta(gt=0)] = 0.25
    """Maximum difference between the radius measured in the pixels and `radius_px`, in pixels."""
    projection_px: Annotated[float, Meta(gt=0)] = 0.01
    """Maximum distance between the projection of `trajectory_3d` and `trajectory_2d`, in pixels."""
    single_frame_leak: Fraction = 0.03
    """Maximum accuracy above chance of a classifier that sees a single frame: 0.03 allows 0.28 for four classes."""
    two_frames_leak: Fraction = 0.15
    """The same for two consecutive frames."""
    step_leak: Fraction = 0.11
    """The same for the length of one step."""
    speed_leak: Fraction = 0.11
    """The same for the mean speed."""
    box_leak: Fraction = 0.11
    """The same for the bounding box of all positions."""
    radius_leak: Fraction = 0.11
    """The same for the radius in all frames."""
    shortcut_leak: Fraction = 0.02
    """Maximum accuracy above chance of a classifier that sees color, size or order."""
    motion_accuracy: Fraction = 0.97
    """Minimum accuracy of a classifier that sees the motion of the ball in the frame."""
    motion_3d_accuracy: Fraction = 0.99
    """Minimum accuracy of a classifier that sees the motion of the ball in the world."""
    direction_accuracy: Fraction = 0.99
    """Minimum accuracy of a classifier of the direction that sees the motion of the ball in the frame."""
    max_pair_confusion: Fraction = 0.03
    """Maximum fraction of a class that the classifier of motion in the frame assigns to any one other class."""
    false_alarm_rate: Annotated[float, Meta(ge=1e-9, le=0.1)] = 0.001
    """Probability that a statistical check fails by chance. A check fails only if the confidence interval of its value
    excludes the bound."""


def _positive_count(value: Any, whose: str) -> int:
    """Return a valid number of samples."""
    if type(value) is not int:
        raise ValueError(f"must be a valid integer{whose}, or a mapping of every class to one")
    if value < 1:
        raise ValueError(f"must be greater than or equal to 1{whose}")
    if value > MAX_SAMPLES:
        raise ValueError(f"must be less than or equal to {MAX_SAMPLES}{whose}")
    return value


def _counts(value: Any) -> int | dict[str, int]:
    """Return a valid number of samples, or a mapping to such numbers without its nulls."""
    if not isinstance(value, dict):
        return _positive_count(value, "")
    if strange := [name for name in value if not isinstance(name, str)]:
        raise ValueError(f"as a mapping, its keys must be names of classes, not {strange[0]!r:.80}")
    return {name: _positive_count(count, f" for {name}") for name, count in value.items() if count is not None}


def _job_size(value: Any) -> int | Literal["auto"]:
    """Return a valid number of samples of a job."""
    if value == "auto" and isinstance(value, str):
        return "auto"
    if type(value) is not int:
        raise ValueError("must be a valid integer, or auto")
    if not 1 <= value <= MAX_JOB_SAMPLES:
        limit = "greater than or equal to 1" if value < 1 else f"less than or equal to {MAX_JOB_SAMPLES}"
        raise ValueError(f"must be {limit}")
    return value


def _motions(value: Any) -> dict[str, Motion]:
    """Return the classes by name, without those that are null."""
    if not isinstance(value, dict):
        raise ValueError("must be a mapping of class names to their settings")
    kept = {name: settings for name, settings in value.items() if settings is not None}
    if not kept:
        raise ValueError(f"at least one class is required; available: {', '.join(available_classes())}")
    motions: dict[str, Motion] = {}
    problems: list[Problem] = []
    for name, settings in kept.items():
        try:
            motion = motion_type(name)
            # Nobody has checked the defaults of the class yet.
            defaults = {field.name: field.default() for field in fields_of(motion) if field.default}
            motions[name] = build(motion, defaults | settings if isinstance(settings, dict) else settings)
        except ClassFileError as error:
            problems.append(Problem((name,), str(error)))
        except ValueError as error:
            problems += problems_below(name, name, error)
    if problems:
        raise InvalidSettingsError(problems)
    return motions


def _formats(value: Any) -> list[ExportFormat]:
    """Return valid formats, each of them once."""
    formats: list[ExportFormat] = converted(value, list[ExportFormat])
    if len(set(formats)) < len(formats):
        raise ValueError("must be different formats")
    return formats


class Config(Structure):
    """All settings that a dataset and its validation depend on. `Config()` is the default dataset of 30,000 videos.

    `load_config` and `parse_config` check all values. The constructor checks only whether they fit together.
    """

    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 42
    """Seed of all random numbers."""
    samples_per_class: Annotated[int | dict[str, int], _counts] = 7500
    """Number of videos of each class, or a mapping of every class to its own number."""
    samples_per_shard: Annotated[int | Literal["auto"], _job_size] = "auto"
    """Number of videos that one job generates. It changes the jobs, not the dataset. `auto` is a twentieth of all
    videos, but 7,500 to 50,000, or more where there would be more than 2,000 shards."""
    samples_per_part: Annotated[int | Literal["auto"], _job_size] = "auto"
    """Number of videos that one job merges, and one job validates. It changes the jobs, not the dataset. `auto` is all
    up to 250,000, about 125,000 of more, and a hundredth of more than 12.5 million."""
    rows_per_file: Annotated[int, Meta(ge=1, le=1_000_000)] = 1500
    """Number of videos per file of the dataset."""
    frames: Annotated[int, Meta(ge=1, le=1024)] = 16
    """Number of frames of a video."""
    height: Annotated[int, Meta(ge=8, le=1024)] = 64
    """Height of a frame, in pixels."""
    width: Annotated[int, Meta(ge=8, le=1024)] = 64
    """Width of a frame, in pixels."""
    grayscale: bool = False
    """One channel instead of three: the luma of the colors (ITU-R BT.601)."""
    style: Literal["dot", "trail"] = "dot"
    """`dot` draws the ball at its current position. `trail` also marks its earlier positions."""
    background: Color = "#ffffff"
    """Color of the background, as #rrggbb."""
    ball: Ball = Ball()
    framing: Framing = Framing()
    pace: Pace = Pace()
    jitter: Jitter = Jitter()
    splits: Splits = Splits()
    checks: Checks = Checks()
    classes: Annotated[dict[str, Motion], _motions] = msgspec.field(
        default_factory=lambda: {name: motion_type(name)() for name in ("linear", "circular", "helical", "parabolic")}
    )
    """Settings of each class by name, in the order of the labels, which start at 0. A class set to null is omitted."""
    exports: Annotated[list[ExportFormat], _formats] = msgspec.field(default_factory=list)
    """Formats in which the dataset is also written, into `results/exports/<format>`, once all checks have passed. No
    other result depends on it."""

    def __post_init__(self) -> None:
        """Raise ValueError if values do not fit together. The message names their keys, and what is allowed."""
        self._check_that_every_class_has_a_count()
        check_hold_out(self)
        self._check_twins()
        self._check_colors()
        self._check_smallest_ball()
        self._check_size_of_a_video()
        self._check_largest_ball()
        self._check_number_of_samples()
        self._check_number_of_jobs_and_files()

    def _check_that_every_class_has_a_count(self) -> None:
        if isinstance(self.samples_per_class, dict):
            counted = self.samples_per_class.keys()
            if missing := [name for name in self.classes if name not in counted]:
                raise ValueError(
                    f"samples_per_class: as a mapping, it must tell the number of videos of every class; "
                    f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
                )
            if unknown := sorted(counted - self.classes.keys()):
                raise ValueError(
                    f"samples_per_class: found {', '.join(unknown)}, which {'is' if len(unknown) == 1 else 'are'} not "
                    f"in classes; the classes are {', '.join(self.classes)}. Remove it, or set it to null"
                )

    def _check_twins(self) -> None:
        if self.splits.twins and (self.frames < 2 or self.splits.test == 0):
            reason = "frames to be at least 2" if self.frames < 2 else "samples in test"
            raise ValueError(f"splits.twins: twins need {reason}; found {self.splits.twins} twins")

    def _check_colors(self) -> None:
        background = color_channels(self.background, self.grayscale)
        for key in ("color", "outline_color"):
            color = getattr(self.ball, key)
            contrast = abs(color_channels(color, self.grayscale) - background).max()
            if contrast < MIN_CONTRAST:
                where = "luma" if self.grayscale else "red, green or blue"
                raise ValueError(
                    f"ball.{key} must differ from background by at least {MIN_CONTRAST} of 255 in {where}; "
                    f"found {color} on {self.background}, a difference of {contrast:g}"
                )

    def _check_smallest_ball(self) -> None:
        radius_px = self.ball.radii.low * self.side_px
        contrast = ball_contrast(self, radius_px)
        if contrast < MIN_CONTRAST:
            raise ValueError(
                f"ball.radius: the smallest ball, of {radius_px:.3g} px, must change a pixel by at least "
                f"{MIN_CONTRAST} of 255 wherever it is, but changes none by more than {contrast:.2g} where it is "
                f"between pixels; found {list(self.ball.radius)} of {self.side_px} px, with a pulse of up to "
                f"{self.ball.pulse.high:g}; raise ball.radius, the contrast of ball.color and ball.outline_color, or "
                "height and width, or lower ball.pulse"
            )

    def _check_size_of_a_video(self) -> None:
        size = math.prod(self.video_shape)
        if size > MAX_VIDEO_BYTES:
            raise ValueError(
                f"frames, height and width: a video of {self.frames} frames of {self.width}x{self.height} pixels "
                f"with {self.channels} bytes each has {size:,} bytes; at most {MAX_VIDEO_BYTES:,} fit the memory of "
                f"a job; lower frames to {MAX_VIDEO_BYTES * self.frames // size}, or lower height and width"
            )

    def _check_largest_ball(self) -> None:
        needed = 2 * (self.ball.radii.high * self.side_px + self.framing.margin_px)
        if needed >= self.side_px:
            raise ValueError(
                f"ball.radius, ball.pulse and framing.margin_px: the largest ball with its margin needs {needed:g} px, "
                f"but the shorter side of the frame is {self.side_px} px; lower them or increase height and width"
            )

    def _check_number_of_samples(self) -> None:
        if self.total_samples > MAX_SAMPLES:
            limit = f"be at most {MAX_SAMPLES // len(self.classes)} for this number of classes"
            found = self.samples_per_class
            if isinstance(found, dict):
                limit, found = f"add up to at most {MAX_SAMPLES}", self.total_samples
            raise ValueError(
                f"samples_per_class must {limit}: a dataset has at most {MAX_SAMPLES:,} samples; found {found}. Make "
                "several datasets with different seeds"
            )

    def _check_number_of_jobs_and_files(self) -> None:
        for key, size, total, limit, what in (
            (
                "samples_per_shard",
                self.shard_size,
                max(self.class_counts.values()),
                MAX_SHARDS // len(self.classes),
                "shards of each class",
            ),
            ("rows_per_file", self.rows_per_file, self.total_samples, MAX_FILES, "files"),
        ):
            needed = -(-total // max(1, limit))
            if size < needed:
                raise ValueError(
                    f"{key} must be at least {needed} for {total} videos in at most {limit:,} {what}; found {size}"
                )

    @property
    def shard_size(self) -> int:
        """Number of videos of each shard but the last one of a class."""
        if self.samples_per_shard != "auto":
            return self.samples_per_shard
        size = min(max(-(-self.total_samples // _AUTO_SHARDS), _AUTO_SHARD_SIZE.low), _AUTO_SHARD_SIZE.high)
        return max(int(size), -(-max(self.class_counts.values()) // max(1, MAX_SHARDS // len(self.classes))))

    @property
    def side_px(self) -> int:
        """The shorter side of the frame in pixels, the unit of all relative lengths in the frame."""
        return min(self.height, self.width)

    @property
    def channels(self) -> int:
        """Number of channels: 1 for grayscale, 3 for RGB."""
        return 1 if self.grayscale else 3

    @property
    def video_shape(self) -> tuple[int, int, int, int]:
        """Shape of a video (T, H, W, C): frames, rows, columns, channels."""
        return self.frames, self.height, self.width, self.channels

    @property
    def total_samples(self) -> int:
        """Number of videos of all classes."""
        return sum(self.class_counts.values())

    @property
    def class_counts(self) -> dict[str, int]:
        """Number of videos of each class by name, in the order of the labels."""
        return class_counts(self.samples_per_class, self.classes)

    @property
    def labels(self) -> dict[str, int]:
        """The label of each class by name."""
        return {name: label for label, name in enumerate(self.classes)}


def class_counts(samples_per_class: int | Mapping[str, int], class_names: Iterable[str]) -> dict[str, int]:
    """Return the number of videos of each class by name, in the order of the names.

    Args:
        samples_per_class: The setting.
        class_names: The classes, all of which a mapping has.
    """
    if isinstance(samples_per_class, int):
        return dict.fromkeys(class_names, samples_per_class)
    return {name: samples_per_class[name] for name in class_names}

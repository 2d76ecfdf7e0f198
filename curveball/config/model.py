"""The one model of the configuration: every key, its type, its default and what it may be."""

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    SerializeAsAny,
    ValidationError,
    field_validator,
    model_validator,
)

from curveball.motions import Motion, available_classes, motion_type
from curveball.numerics.colors import color_channels
from curveball.numerics.ranges import Range, Within

Color = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Fraction = Annotated[FiniteFloat, Field(ge=0, le=1)]


class Section(BaseModel):
    """A part of the configuration: no unknown keys, no silent conversions, no changes afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Ball(Section):
    """The ball."""

    radius: Annotated[Range, Within(0.005, 0.45)] = Range(0.035, 0.065)
    """Radius with the outline, at the depth of the curve's middle, as a part of the picture's shorter side."""
    outline: Fraction = 0.3
    """Width of the outline, as a part of the radius."""
    color: Color = "#d62728"
    """Color of the ball, as #rrggbb."""
    outline_color: Color = "#3a0a0a"
    """Color of the outline, as #rrggbb."""


class Framing(Section):
    """The camera, and where it puts the curve in the picture."""

    extent: Annotated[Range, Within(0.001, 0.5)] = Range(0.06, 0.09)
    """Size of the curve in the picture, the same for all classes: the root mean square distance of its points from
    their middle, as a part of the picture's shorter side."""
    margin_px: Annotated[FiniteFloat, Field(ge=1, le=100)] = 1.0
    """Pixels between the ball and the border of the picture, in every frame."""
    field_of_view_deg: Annotated[Range, Within(1, 120)] = Range(25.0, 40.0)
    """Angle that the shorter side of the picture spans, in degrees."""
    elevation_deg: Annotated[Range, Within(-90, 90)] = Range(-30.0, 60.0)
    """Height of the camera over the world's x-y plane, as an angle, in degrees."""
    placement: Literal["random", "centered"] = "random"
    """`random` puts the curve anywhere in the picture; `centered` puts its middle in the middle, as is common, so that
    a single frame tells the class."""
    orientation: Literal["random", "fixed"] = "random"
    """`random` turns the curve at random and looks from any side; `fixed` never turns it and always looks along the
    world's y axis, from `elevation_deg`: then the phase of the motion can be seen in a single frame."""
    max_attempts: Annotated[int, Field(ge=1, le=1000)] = 64
    """How many views are drawn at most until one shows the curve well."""


class Jitter(Section):
    """Noise on the curve, as augmentation."""

    probability: Fraction = 0.8
    """Part of the samples that have noise; 0 switches it off."""
    std: Annotated[Range, Within(0, 0.1)] = Range(0.002, 0.006)
    """Standard deviation of the noise on each coordinate, as a part of the curve's root mean square extent in 3-D."""


class Splits(Section):
    """Which part of each class goes where. The parts add up to 1."""

    train: Fraction = 0.8
    """Part for training."""
    validation: Fraction = 0.1
    """Part for choosing a model."""
    test: Fraction = 0.1
    """Part for judging it."""

    @model_validator(mode="after")
    def _add_up_to_one(self) -> "Splits":
        total = self.train + self.validation + self.test
        if abs(total - 1) > 1e-9:
            raise ValueError(f"train, validation and test must add up to 1, not to {total:g}")
        return self


class Checks(Section):
    """Bounds of the promises about the dataset, and how closely it is looked at."""

    regenerated_fraction: Fraction = 0.01
    """Part of the samples, drawn at random, that are made again and whose pixels are measured (at least 400)."""
    center_px_median: Annotated[FiniteFloat, Field(gt=0)] = 0.05
    """Median distance between the ball in the pixels and `trajectory_2d`, at most, in pixels."""
    center_px_max: Annotated[FiniteFloat, Field(gt=0)] = 0.25
    """Greatest distance between the ball in the pixels and `trajectory_2d`, at most, in pixels."""
    radius_px_median: Annotated[FiniteFloat, Field(gt=0)] = 0.05
    """Median difference between the radius of the ball in the pixels and `radius_px`, at most, in pixels."""
    radius_px_max: Annotated[FiniteFloat, Field(gt=0)] = 0.25
    """Greatest difference between the radius of the ball in the pixels and `radius_px`, at most, in pixels."""
    projection_px: Annotated[FiniteFloat, Field(gt=0)] = 0.01
    """Distance between the projection of `trajectory_3d` and `trajectory_2d`, at most, in pixels."""
    single_frame_leak: Fraction = 0.05
    """How far over chance a classifier that sees one frame may be, at most: 0.05 is 0.30 for four classes."""
    shortcut_leak: Fraction = 0.02
    """How far over chance a classifier that sees color, size or order may be, at most."""
    motion_accuracy: Fraction = 0.97
    """Accuracy of a classifier that sees how the ball moves in the picture, at least."""
    motion_3d_accuracy: Fraction = 0.99
    """Accuracy of a classifier that sees how the ball moves in the world, at least."""
    max_pair_confusion: Fraction = 0.03
    """Part of a class that the classifier of motion takes for one other class, at most."""
    false_alarm_rate: Annotated[FiniteFloat, Field(gt=0, le=0.1)] = 0.001
    """How often a statistical check may fail by chance, at most. What is within this error of its bound passes."""


class Config(Section):
    """All that the bytes of a dataset depend on. `Config()` is the default dataset of 30,000 videos."""

    seed: Annotated[int, Field(ge=0, lt=2**63)] = 42
    """Root of all random numbers."""
    samples_per_class: Annotated[int, Field(ge=1, le=10_000_000)] = 7500
    """Videos of each class."""
    samples_per_shard: Annotated[int, Field(ge=1, le=1_000_000)] = 7500
    """Videos that one job makes. Changes the jobs, not the dataset."""
    rows_per_file: Annotated[int, Field(ge=1, le=1_000_000)] = 1500
    """Videos in one file of the dataset."""
    frames: Annotated[int, Field(ge=1, le=1024)] = 16
    """Frames of a video."""
    height: Annotated[int, Field(ge=8, le=1024)] = 64
    """Rows of a frame, in pixels."""
    width: Annotated[int, Field(ge=8, le=1024)] = 64
    """Columns of a frame, in pixels."""
    grayscale: bool = False
    """One channel instead of three: the luma of the colors (ITU-R BT.601)."""
    style: Literal["dot", "trail"] = "dot"
    """`dot` shows the ball where it is; `trail` shows where it has been, too."""
    background: Color = "#ffffff"
    """Color of the background, as #rrggbb."""
    ball: Ball = Ball()
    framing: Framing = Framing()
    jitter: Jitter = Jitter()
    splits: Splits = Splits()
    checks: Checks = Checks()
    classes: dict[str, SerializeAsAny[Motion]] = Field(
        default_factory=lambda: {name: motion_type(name)() for name in ("linear", "circular", "helical", "parabolic")}
    )
    """The classes, in the order of their labels: 0 for the first. A class set to null is left out."""

    @field_validator("classes", mode="plain")
    @classmethod
    def _build_motions(cls, value: Any) -> dict[str, Motion]:
        if not isinstance(value, dict):
            raise ValueError("must be a mapping from the name of a class to its settings")
        kept = {name: settings for name, settings in value.items() if settings is not None}
        if not kept:
            raise ValueError(f"at least one class is needed; there are {', '.join(available_classes())}")
        motions, faults = {}, []
        for name, settings in kept.items():
            try:
                motions[name] = motion_type(name).model_validate(settings)
            except ValidationError as error:
                faults += [fault | {"loc": (name, *fault["loc"])} for fault in error.errors()]
            except ValueError as error:
                faults.append({"type": "value_error", "loc": (name,), "input": name, "ctx": {"error": error}})
        if faults:
            raise ValidationError.from_exception_data("classes", faults)
        return motions

    @model_validator(mode="after")
    def _ball_can_be_seen(self) -> "Config":
        background = color_channels(self.background, self.grayscale)
        for key in ("color", "outline_color"):
            if (color_channels(getattr(self.ball, key), self.grayscale) == background).all():
                raise ValueError(f"ball.{key} must differ from background{' in its luma' if self.grayscale else ''}")
        return self

    @model_validator(mode="after")
    def _ball_fits_the_picture(self) -> "Config":
        needed = 2 * (self.ball.radius[1] * self.side + self.framing.margin_px)
        if needed >= self.side:
            raise ValueError(
                f"ball.radius and framing.margin_px: the greatest ball with its margin needs {needed:g} px, "
                f"the picture's shorter side has {self.side}; lower them or enlarge height and width"
            )
        return self

    @model_validator(mode="after")
    def _files_can_be_counted(self) -> "Config":
        for key, most in (("samples_per_shard", 10_000), ("rows_per_file", 100_000)):
            total = self.samples_per_class if key == "samples_per_shard" else self.total_samples
            if total > most * getattr(self, key):
                raise ValueError(
                    f"{key} must be at least {-(-total // most)} for {total} videos; found {getattr(self, key)}"
                )
        return self

    @property
    def side(self) -> int:
        """The shorter side of the picture in pixels, which all lengths in the picture are parts of."""
        return min(self.height, self.width)

    @property
    def channels(self) -> int:
        """1 for grayscale, 3 for RGB."""
        return 1 if self.grayscale else 3

    @property
    def video_shape(self) -> tuple[int, int, int, int]:
        """Frames, rows, columns, channels."""
        return self.frames, self.height, self.width, self.channels

    @property
    def total_samples(self) -> int:
        """Videos of all classes."""
        return self.samples_per_class * len(self.classes)

    @property
    def labels(self) -> dict[str, int]:
        """The label of each class."""
        return {name: label for label, name in enumerate(self.classes)}

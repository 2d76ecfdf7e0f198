"""Which pictures a report has: their files, and how `snakemake --report` sorts and explains them."""

from collections.abc import Iterator
from dataclasses import dataclass

from curveball.config.model import Config

DATA, AUDIT, COVERAGE, RUN = "1 See the data", "2 The audit", "3 Coverage", "4 The run"


@dataclass(frozen=True)
class Figure:
    """One picture in the folder of figures."""

    name: str
    """Name of the file without its suffix: sheet_linear."""
    suffix: str
    kind: str
    """What it shows; `workflow/report/<kind>.rst` is its caption."""
    category: str
    labels: dict[str, str]

    @property
    def file(self) -> str:
        """Name of the file: sheet_linear.webp."""
        return f"{self.name}.{self.suffix}"


def figures(config: Config) -> list[Figure]:
    """Return all figures of a dataset's report, in the order of the page."""
    return [*_of_classes(config), *_of_audit(), *_of_coverage(config), *_of_run()]


def parameters(config: Config) -> list[tuple[str, str, str]]:
    """Return class, parameter and meaning of all parameters of all classes."""
    return [
        (class_name, name, meaning)
        for class_name, motion in config.classes.items()
        for name, meaning in motion.parameter_meanings().items()
    ]


def quantities(config: Config) -> dict[str, str]:
    """Return what is measured on every sample, whatever its class, with its unit: the mean over the clip."""
    speed = {"speed": "px per frame"} if config.frames > 1 else {}
    return speed | {"radius": "px", "depth": "m"}


def _of_classes(config: Config) -> Iterator[Figure]:
    for class_name in config.classes:
        for kind, suffix, what in (
            ("sheet", "webp", "many samples, moving"),
            ("strip", "png", "one sample, frame by frame"),
            ("curves", "svg", "curves in 3-D, with the camera"),
            ("tracks", "svg", "tracks in the picture"),
        ):
            yield Figure(f"{kind}_{class_name}", suffix, kind, DATA, {"class": class_name, "shows": what})


def _of_audit() -> Iterator[Figure]:
    for name, what in (
        ("probes", "what each classifier reads off"),
        ("single_frame", "accuracy from one frame, for every frame"),
        ("confusion", "classes taken for one another, from the motion"),
    ):
        yield Figure(name, "svg", name, AUDIT, {"shows": what})


def _of_coverage(config: Config) -> Iterator[Figure]:
    for class_name in config.classes:
        labels = {"class": class_name, "shows": "where the ball is", "by": "pixel"}
        yield Figure(f"positions_{class_name}", "svg", "positions", COVERAGE, labels)
    for quantity in quantities(config):
        for by in ("split", "class"):
            labels = {"class": "all", "shows": quantity, "by": by}
            yield Figure(f"distribution_{quantity}_by_{by}", "svg", "distribution", COVERAGE, labels)
    for class_name, parameter, _ in parameters(config):
        labels = {"class": class_name, "shows": parameter, "by": "split"}
        yield Figure(f"distribution_{class_name}_{parameter}", "svg", "distribution", COVERAGE, labels)


def _of_run() -> Iterator[Figure]:
    yield Figure("rules", "svg", "rules", RUN, {"shows": "rules, and what waits for what"})
    yield Figure("time_line", "svg", "time_line", RUN, {"shows": "jobs over time"})

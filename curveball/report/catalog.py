"""The catalog of figures: their files, and how `snakemake --report` sorts and labels them."""

from collections.abc import Iterator
from dataclasses import dataclass

from curveball.config.model import Config

DATA, AUDIT, COVERAGE, RUN = "1 Samples", "2 Audit", "3 Coverage", "4 Run"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One file in the folder of figures."""

    name: str
    """Name of the file without its suffix: sheet_linear."""
    suffix: str
    kind: str
    """What the figure shows. Its caption is `workflow/report/<kind>.rst`."""
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
    """Return the class, the name and the meaning of each parameter of all classes."""
    return [
        (class_name, name, meaning)
        for class_name, motion in config.classes.items()
        for name, meaning in motion.parameter_meanings().items()
    ]


def quantities(config: Config) -> dict[str, str]:
    """Return the quantities that are measured on every sample, as means over its frames, with their units."""
    speed = {"speed": "px per frame"} if config.frames > 1 else {}
    return speed | {"radius": "px", "depth": "m"}


def _of_classes(config: Config) -> Iterator[Figure]:
    for class_name in config.classes:
        for kind, suffix, content in (
            ("sheet", "webp", "many samples, animated"),
            ("strip", "png", "one sample, frame by frame"),
            ("curves", "svg", "3-D curves with the camera"),
            ("tracks", "svg", "tracks in the image"),
        ):
            yield Figure(
                name=f"{kind}_{class_name}",
                suffix=suffix,
                kind=kind,
                category=DATA,
                labels={"class": class_name, "shows": content},
            )


def _of_audit() -> Iterator[Figure]:
    for name, content in (
        ("probes", "accuracy of each classifier"),
        ("single_frame", "accuracy from a single frame, frame by frame"),
        ("confusion", "confusion of classes by their motion"),
    ):
        yield _plot(name, name, AUDIT, shows=content)


def _of_coverage(config: Config) -> Iterator[Figure]:
    for class_name in config.classes:
        labels = {"class": class_name, "shows": "position of the ball", "by": "pixel"}
        yield _plot(f"positions_{class_name}", "positions", COVERAGE, **labels)
    for quantity in quantities(config):
        for by in ("split", "class"):
            labels = {"class": "all", "shows": quantity, "by": by}
            yield _plot(f"distribution_{quantity}_by_{by}", "distribution", COVERAGE, **labels)
    for class_name, parameter, _ in parameters(config):
        labels = {"class": class_name, "shows": parameter, "by": "split"}
        yield _plot(f"distribution_{class_name}_{parameter}", "distribution", COVERAGE, **labels)


def _of_run() -> Iterator[Figure]:
    yield _plot("rules", "rules", RUN, shows="rules and their dependencies")
    yield _plot("time_line", "time_line", RUN, shows="jobs over time")


def _plot(name: str, kind: str, category: str, **labels: str) -> Figure:
    return Figure(name=name, suffix="svg", kind=kind, category=category, labels=labels)

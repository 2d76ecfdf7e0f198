"""The classifiers of the audit against much stronger ones: a weak classifier that finds nothing proves nothing.

python benchmarks/audit_reference.py results/dataset             # 300 boosted trees and a perceptron on all rows
python benchmarks/audit_reference.py results/dataset --only two_frames
python benchmarks/audit_reference.py results/dataset --networks  # and convolutional networks on pixels; needs PyTorch

Each accuracy is that of the part, such as the frame or the step, of which the classifier makes most. The last column is
what `curveball/validation/shortcuts/calibration.py` states. The exit code is 1 if it exceeds 0.02.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import QuantileTransformer

sys.path.insert(0, str(Path(__file__).parents[1]))

from curveball.config.loading import parse_config
from curveball.config.model import Config
from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import read_manifest
from curveball.generation.columns import to_numpy
from curveball.generation.encoding import decode_video
from curveball.validation.outcome import Outcome, ProbeScores
from curveball.validation.shortcuts import partial_views
from curveball.validation.shortcuts.classifiers import BoostedTrees, Classifier
from curveball.validation.shortcuts.direction import DirectionWithoutOrder
from curveball.validation.shortcuts.probe_sample import ProbeSample, Rows, TrackSample
from curveball.validation.shortcuts.probes import frame_features
from curveball.validation.shortcuts.reported import ReportedProbes
from curveball.validation.shortcuts.video_summary import VideoSummarizer
from curveball.validation.validate import measure

MAX_BELOW = 0.02
NETWORKS = {
    "single_frame_pixels": "one frame",
    "two_frames": "two frames",
    "three consecutive frames": "three frames",
    "mean image": "mean image",
    "darkest-pixel image": "darkest-pixel image",
    "all frames without their order": "shuffled frames",
    "motion_accuracy": "frames in order",
}
"""Which network sees what a check or a reported score is about."""


@dataclass(frozen=True, kw_only=True)
class View:
    """What a classifier sees: one or several parts, each evaluated alone."""

    name: str
    columns: Callable[[Rows, int], NDArray[Any]]
    parts: Sequence[int] = (0,)
    target: str = "label"


def views(config: Config) -> Iterator[View]:
    """Yield what the classifiers of the audit see."""
    sample, frames = ProbeSample(config), range(config.frames)
    size = config.width, config.height

    def ball(rows: Rows, frame: int) -> NDArray[Any]:
        return frame_features(rows["trajectory_2d"][:, frame], rows["radius_px"][:, frame], size)

    yield View(name="single_frame_position", columns=ball, parts=frames)
    yield View(name="single_frame_pixels", columns=lambda rows, frame: rows["cells"][:, frame], parts=frames)
    for check in (partial_view(sample) for partial_view in partial_views.ALL):
        yield View(name=check.name, columns=check.columns, parts=check.parts())
    for name, column in (("mean_color", "color"), ("ball_pixels", "ball_pixels")):
        yield View(name=name, columns=lambda rows, _, column=column: rows[column].reshape(len(rows["label"]), -1))
    direction = DirectionWithoutOrder(sample)
    yield View(name=direction.name, columns=lambda rows, _: direction.columns(rows), target="direction")
    for name, view in ReportedProbes(sample, TrackSample(config)).views().items():
        yield View(name=name, columns=lambda rows, _, columns=view.columns: columns(rows))


def read_rows(config: Config, folder: Path, *splits: str) -> Rows:
    """Return what the classifiers see of all rows of some splits."""
    names = ["label", "direction", "trajectory_2d", "radius_px", "video"]
    table = pq.ParquetDataset([path for split in splits for path in sorted(folder.glob(f"data/{split}-*"))]).read(names)
    videos, summarizer = table["video"].to_pylist(), VideoSummarizer(config)
    summaries = [summarizer.summarize(decode_video(video, config.video_shape)[None]) for video in videos]
    return {
        **{name: to_numpy(table[name]) for name in ("label", "trajectory_2d", "radius_px")},
        "direction": np.isin(table["direction"].to_pylist(), ["left to right", "downward", "clockwise"]).astype(int),
        "bytes": np.array([len(video) for video in videos]),
        **{name: np.concatenate([getattr(summary, name) for summary in summaries]) for name in summaries[0]._fields},
    }


def many_trees() -> Classifier:
    """Return 300 boosted trees."""
    return BoostedTrees(rounds=300, rate=0.05, leaves=31, bins=256, smallest_leaf=10)


def perceptron() -> Classifier:
    """Return a network of two layers, for features of which each has a normal distribution."""
    model: Classifier = make_pipeline(
        QuantileTransformer(output_distribution="normal", n_quantiles=300, random_state=0),
        MLPClassifier((64, 64), max_iter=40, early_stopping=True, random_state=0),
    )
    return model


def accuracy(make: Callable[[], Classifier], view: View, train: Rows, test: Rows) -> float:
    """Return the highest accuracy that a classifier reaches on a part."""
    accuracies = []
    for part in view.parts:
        model = make()
        model.fit(view.columns(train, part), train[view.target])
        accuracies.append(float((model.predict(view.columns(test, part)) == test[view.target]).mean()))
    return max(accuracies)


def audit_accuracies(outcome: Outcome) -> dict[str, float]:
    """Return the accuracies of a validation by check or reported score."""
    found = {check.name: check.value for check in outcome.checks if check.value is not None}
    reported = outcome["reported_probes"].details
    if isinstance(reported, ProbeScores):
        found |= {probe.name: probe.accuracy for probe in reported.probes}
    return found


def network_accuracies(config: Config, folder: Path, epochs: int) -> dict[str, float]:
    """Train the network of the example on each view of the pixels and return the accuracies."""
    import torch

    from curveball import Dataset
    from curveball.torch import Loader
    from examples import train_classifier as example

    train, test = (Dataset(folder, split, columns=["video", "label"], dtype="float32") for split in ("train", "test"))
    middle = (config.frames - 3) // 2
    views = example.VIEWS | {
        "two frames": lambda videos: videos[:, middle : middle + 2],
        "three frames": lambda videos: videos[:, middle : middle + 3],
        "darkest-pixel image": lambda videos: videos.amin(dim=1, keepdim=True),
    }
    torch.manual_seed(0)
    networks = torch.nn.ModuleDict({name: example.Network(len(config.classes)) for name in views})
    example.train(networks, views, Loader(train, example.BATCH_SIZE), epochs)
    return example.accuracies(networks, views, Loader(test, example.BATCH_SIZE, shuffle=False), len(test))


@click.command()
@click.argument("dataset", type=click.Path(path_type=Path))
@click.option("--networks", is_flag=True, help="Also train convolutional networks on the pixels.")
@click.option("--epochs", default=8, show_default=True, help="How often networks see each video.")
@click.option("--only", multiple=True, help="A check or reported score; repeatable. Default: all.")
def main(dataset: Path, networks: bool, epochs: int, only: Sequence[str]) -> None:
    """Print the accuracy of each classifier of the audit beside those of stronger ones."""
    config = parse_config(read_manifest(dataset / MANIFEST).config)
    audit = audit_accuracies(measure(config, dataset, 2, lambda rows: None))
    seen_by_network = network_accuracies(config, dataset, epochs) if networks else {}
    # The audit tests its classifiers on the same rows.
    train, test = read_rows(config, dataset, "train"), read_rows(config, dataset, "validation", "test")
    weakest = 0.0
    print("| a classifier that sees | audit | 300 boosted trees, all rows | perceptron, all rows | network | below |")
    print("|---|---|---|---|---|---|")
    for view in (view for view in views(config) if view.name in only or not only):
        strong = [accuracy(make, view, train, test) for make in (many_trees, perceptron)]
        strong.append(seen_by_network.get(NETWORKS.get(view.name, ""), 0.0))
        below = max(strong) - audit[view.name]
        weakest = max(weakest, below)
        cells = [view.name, *(f"{value:.3f}" if value else "-" for value in (audit[view.name], *strong))]
        print(f"| {' | '.join(cells)} | {below:+.3f} |", flush=True)
    for name in seen_by_network.keys() - NETWORKS.values() | {NETWORKS["motion_accuracy"]}:
        if name in seen_by_network:
            print(f"| {name} | - | - | - | {seen_by_network[name]:.3f} | - |")
    sys.exit(weakest > MAX_BELOW)


if __name__ == "__main__":
    main()

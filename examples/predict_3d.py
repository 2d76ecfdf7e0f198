"""Predicts the 3-D trajectory of the ball and the camera from pixels, and compares the errors with a constant guess.

    python examples/predict_3d.py                    # from the files in results/dataset
    python examples/predict_3d.py --source stream    # the same videos, generated on the fly: needs no dataset

A *tracker* finds center and radius of the ball in each frame. A *lifter* predicts from these tracks how the depth
changes, how far away the ball is, and the focal length. All are in camera coordinates: x right, y down, z forward.

One camera shows directions, and how the depth changes: a ball that comes closer looks larger. It does not show the
scale, because a small ball nearby looks like a large one far away, so the lifter can only guess it from the shape.
Errors are therefore also measured at the true scale. The rotation between camera and world is not predicted, because no
frame shows what is level.

It needs PyTorch and tqdm: `pip install '.[examples]'`.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import click
import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss, smooth_l1_loss
from tqdm import tqdm

import curveball
from curveball.torch import Loader

COLUMNS = ["video", "trajectory_2d", "radius_px", "trajectory_3d", "camera_rotation", "camera_translation_m"]
COLUMNS += ["focal_length_px", "principal_point_px"]
TRACK_UNITS = torch.tensor([1.0, 1.0, 0.1])  # The tracker's loss weighs 10 % of the radius like 1 px of the center.
LIFTER_EPOCHS = 30


class Tracker(nn.Module):
    """Finds the ball in frames of shape (N, H, W, C): column, row and log radius in pixels, shape (N, 3).

    The center is the mean position under a heat map (X. Sun et al., "Integral human pose regression", 2018).
    """

    def __init__(self, channels: int, size: int = 16):
        super().__init__()
        first = nn.Conv2d(channels, size, kernel_size=5, stride=2, padding=2)
        self.features = nn.Sequential(first, nn.ReLU(), nn.Conv2d(size, size, 3, padding=1), nn.ReLU())
        self.heat = nn.Conv2d(size, 1, kernel_size=1)
        self.log_radius = nn.Sequential(nn.Linear(size, 2 * size), nn.ReLU(), nn.Linear(2 * size, 1))
        self.to(memory_format=torch.channels_last)

    def forward(self, frames: Tensor) -> Tensor:
        features = self.features((frames - 1).movedim(-1, 1))  # White becomes 0, like the padding of a convolution.
        rows, columns = torch.meshgrid(*(2.0 * torch.arange(size) for size in features.shape[2:]), indexing="ij")
        heat = self.heat(features).flatten(1).softmax(dim=1)[:, None]
        center = (torch.stack([columns, rows]).flatten(1) * heat).sum(dim=2)
        return torch.cat([center, self.log_radius((features.flatten(2) * heat).sum(dim=2))], dim=1)


class Lifter(nn.Module):
    """Predicts from tracks, shape (N, T, 3), what `hidden` returns."""

    def __init__(self, targets: Tensor, width: int = 256):
        super().__init__()
        self.mean, self.std = targets.mean(dim=0), targets.std(dim=0)
        inputs, outputs = 3 * (targets.shape[1] - 2) + 4, targets.shape[1]
        layers = [nn.Linear(inputs, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, outputs)]
        self.layers = nn.Sequential(nn.BatchNorm1d(inputs), *layers)

    def forward(self, tracks: Tensor) -> Tensor:
        mean = tracks.mean(dim=1)
        path, growth = (tracks - mean[:, None]).split([2, 1], dim=2)
        extent = path.square().sum(dim=2).mean(dim=1).sqrt()[:, None]
        inputs = [(path / extent[..., None]).flatten(1), growth.flatten(1), mean, extent.log()]
        return self.layers(torch.cat(inputs, dim=1)) * self.std + self.mean


def hidden(points: Tensor, focal_length: Tensor) -> Tensor:
    """Return log depths relative to their mean, this mean, and the log focal length: shape (N, T + 2)."""
    log_depth = points[..., 2].log()
    mean = log_depth.mean(dim=1, keepdim=True)
    return torch.cat([log_depth - mean, mean, focal_length[:, None].log()], dim=1)


def back_project(tracks: Tensor, values: Tensor, principal_point: Tensor) -> tuple[Tensor, Tensor]:
    """Return points in camera coordinates, shape (N, T, 3), in meters, and focal lengths, shape (N,), in pixels."""
    depth, focal_length = (values[:, :-2] + values[:, -2:-1]).exp()[..., None], values[:, -1].exp()
    rays = (tracks[..., :2] - principal_point[:, None]) / focal_length[:, None, None]
    return torch.cat([rays * depth, depth], dim=2), focal_length


def fit(network: nn.Module, loss: Callable[..., Tensor], batches: Iterable, steps: int, rate: float) -> None:
    """Train a network for some steps, each with a batch."""
    optimizer = torch.optim.AdamW(network.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps, pct_start=0.1)
    for batch in tqdm(batches, f"training the {type(network).__name__.lower()}", steps, unit="batch", disable=None):
        optimizer.zero_grad()
        loss(network, batch).backward()
        optimizer.step()
        schedule.step()


def tracking_loss(tracker: Tracker, batch: dict[str, Tensor]) -> Tensor:
    tracks = torch.cat([batch["trajectory_2d"], batch["radius_px"].log()[..., None]], dim=2).flatten(0, 1)
    return smooth_l1_loss(tracker(batch["video"].flatten(0, 1)) / TRACK_UNITS, tracks / TRACK_UNITS, beta=0.1)


@torch.no_grad()
def observe(tracker: Tracker, loader: Loader) -> list[Tensor]:
    """Return for all videos: tracks, and the true points in camera coordinates, focal length and principal point."""
    rows = []
    for batch in tqdm(loader, "tracking", unit="batch", disable=None):
        tracks = tracker(batch["video"].flatten(0, 1)).unflatten(0, batch["radius_px"].shape)
        points = batch["trajectory_3d"].double() @ batch["camera_rotation"].mT + batch["camera_translation_m"][:, None]
        rows.append((tracks, points.float(), batch["focal_length_px"].float(), batch["principal_point_px"].float()))
    return [torch.cat(column) for column in zip(*rows, strict=True)]


def errors(points: Tensor, focal_length: Tensor, true_points: Tensor, true_focal_length: Tensor) -> dict[str, float]:
    """Return mean errors by what they measure."""
    shape, true_shape = (values - values.mean(dim=1, keepdim=True) for values in (points, true_points))
    scale = (shape * true_shape).sum(dim=(1, 2), keepdim=True) / shape.square().sum(dim=(1, 2), keepdim=True)
    return {
        "position in camera coordinates, cm": 100 * float((points - true_points).norm(dim=2).mean()),
        "position relative to the mean, cm": 100 * float((shape - true_shape).norm(dim=2).mean()),
        "the same at the true scale, cm": 100 * float((scale * shape - true_shape).norm(dim=2).mean()),
        "focal length, px": float((focal_length - true_focal_length).abs().mean()),
    }


@click.command(context_settings={"show_default": True})
@click.option("--source", type=click.Choice(["files", "stream"]), default="files", help="Read or generate the videos.")
@click.option("--dataset", type=Path, default="results/dataset", help="Folder of the dataset, for files.")
@click.option("--config", type=Path, default="config/config.yaml", help="Configuration, for the stream.")
@click.option("--videos", type=click.IntRange(2), default=12_000, help="Number of training videos.")
@click.option("--epochs", type=click.IntRange(1), default=1, help="How often the tracker sees each of them.")
@click.option("--seed", type=int, default=0, help="Of the weights and the order of videos.")
def main(source: str, dataset: Path, config: Path, videos: int, epochs: int, seed: int) -> None:
    """Predict 3-D trajectories and the camera from pixels. The table compares errors with those of a constant guess."""
    whole = dataset if source == "files" else curveball.load_config(config)
    kind = curveball.Dataset if source == "files" else curveball.Stream
    training, test = (kind(whole, split, columns=COLUMNS, dtype="float32") for split in ("train", "test"))
    torch.manual_seed(seed)
    training = training[:videos]
    loader = Loader(training, 16, seed=seed)
    tracker = Tracker(channels=training[0]["video"].shape[-1])
    fit(tracker, tracking_loss, (batch for _ in range(epochs) for batch in loader), epochs * len(loader), 5e-3)

    tracks, points, focal_length, _ = observe(tracker, Loader(training, 16, shuffle=False))
    targets = hidden(points, focal_length)
    lifter, units = Lifter(targets), targets.std(dim=0)
    orders = (torch.randperm(len(tracks)) for _ in range(LIFTER_EPOCHS))
    rows = [some for order in orders for some in order.tensor_split(-(-len(tracks) // 64))]
    fit(lifter, lambda _, some: mse_loss(lifter(tracks[some]) / units, targets[some] / units), rows, len(rows), 3e-3)

    test_tracks, *truth, principal_point = observe(tracker, Loader(test, 16, shuffle=False))
    with torch.no_grad():
        predicted = errors(*back_project(test_tracks, lifter.eval()(test_tracks), principal_point), *truth)
    constant = errors(points.mean(dim=0).expand_as(truth[0]), focal_length.mean(), *truth)
    click.echo(f"Mean error on {len(test):,} test videos, learned from {len(training):,}:\n")
    click.echo(f"  {'':34}  constant guess  network")
    for name, error in predicted.items():
        click.echo(f"  {name:34}  {constant[name]:14.1f}  {error:7.1f}")


if __name__ == "__main__":
    try:
        main()
    except curveball.CurveballError as error:
        sys.exit(f"Error: {error}")

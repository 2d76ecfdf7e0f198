"""Trains a small 3-D CNN to classify motions, and measures what is left for it without motion.

    python examples/train_classifier.py                    # from the files in results/dataset
    python examples/train_classifier.py --source stream    # the same videos, generated on the fly: needs no dataset

Four networks of the same architecture learn from the same videos. Each is trained and tested on a view of its own: all
frames in order, all frames in random order, one frame, or the mean of all frames. The table at the end shows how often
each is right. What a network does not find in its view may still be there: the accuracies are lower bounds.

It needs PyTorch and tqdm: `pip install '.[examples]'`.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import click
import torch
from torch import Tensor, nn
from torch.nn.functional import affine_grid, cross_entropy, grid_sample
from tqdm import tqdm

import curveball
from curveball import Dataset, Stream
from curveball.torch import Loader

BATCH_SIZE = 32
LEARNING_RATE = 5e-3


def shuffled(videos: Tensor) -> Tensor:
    """Return the frames of each video in a random order of its own."""
    order = torch.rand(videos.shape[:2]).argsort(dim=1)
    return videos[torch.arange(len(videos))[:, None], order]


def middle_frame(videos: Tensor) -> Tensor:
    """Return videos of one frame, that in the middle."""
    middle = videos.shape[1] // 2
    return videos[:, middle : middle + 1]


Views = dict[str, Callable[[Tensor], Tensor]]
VIEWS: Views = {
    "frames in order": lambda videos: videos,
    "shuffled frames": shuffled,
    "one frame": middle_frame,
    "mean image": lambda videos: videos.mean(dim=1, keepdim=True),
}


class Network(nn.Sequential):
    """A 3-D CNN for videos of any size: float32 from 0 to 1, shape (N, T, H, W, C). It returns a score per class."""

    def __init__(self, classes: int):
        super().__init__(
            nn.Conv3d(1, 16, (3, 4, 4), stride=(1, 2, 2), padding=1, bias=False),
            nn.BatchNorm3d(16),
            nn.ReLU(),
            *(layer for size in (16, 32, 64) for layer in self._halve(size)),
            nn.AdaptiveAvgPool3d(1),
            nn.Flatten(),
            nn.Linear(128, classes),
        )
        self.to(memory_format=torch.channels_last_3d)

    @staticmethod
    def _halve(size: int) -> list[nn.Module]:
        """Return layers that halve time, height and width, and double the number of channels."""
        convolution = nn.Conv3d(size, 2 * size, kernel_size=3, stride=2, padding=1, bias=False)
        return [convolution, nn.BatchNorm3d(2 * size), nn.ReLU()]

    def forward(self, videos: Tensor) -> Tensor:
        dark = zoomed(1 - gray(videos).squeeze(-1))  # the ball is dark, the background white
        return super().forward(dark[:, None].contiguous(memory_format=torch.channels_last_3d))


def zoomed(videos: Tensor, size: int = 32) -> Tensor:
    """Return the square around all that videos of shape (N, T, H, W) show, resized to (N, T, size, size).

    Curves have very different sizes and places. A network that sees each at the same size learns from fewer videos.
    """
    shown = videos.amax(dim=1) > 0.05
    (left, right), (top, bottom) = (_first_and_last(shown.any(dim=axis)) for axis in (1, 2))
    half = torch.maximum(right - left, bottom - top) / 2 + 1
    height, width = videos.shape[2:]
    place = torch.zeros(len(videos), 2, 3)
    place[:, 0, 0], place[:, 0, 2] = half / width * 2, (left + right + 1) / width - 1
    place[:, 1, 1], place[:, 1, 2] = half / height * 2, (top + bottom + 1) / height - 1
    return grid_sample(
        videos, affine_grid(place, (len(videos), 1, size, size), align_corners=False), align_corners=False
    )


def _first_and_last(shown: Tensor) -> tuple[Tensor, Tensor]:
    """Return the positions of the first and the last True in each row of a tensor (N, L)."""
    first, from_end = (row.float().argmax(dim=1).float() for row in (shown, shown.flip(1)))
    return first, shown.shape[1] - 1 - from_end


def gray(videos: Tensor) -> Tensor:
    """Return the means of the channels, which tell all that there is to see, shape (N, T, H, W, 1)."""
    return videos.mean(dim=-1, keepdim=True)


def varied(videos: Tensor) -> Tensor:
    """Return videos that are mirrored or run backwards at random: a curve remains of its class."""
    return videos.flip([axis for axis in (1, 2, 3) if torch.rand(()) < 0.5])


def train(networks: nn.ModuleDict, views: Views, loader: Loader, epochs: int) -> None:
    """Train each network on its view of the same batches.

    They share no parameter, so the sum of their losses has the gradients of each, and one optimizer serves them all.
    """
    optimizer = torch.optim.AdamW(networks.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, epochs * len(loader), pct_start=0.2)
    batches = (batch for _ in range(epochs) for batch in loader)
    for batch in tqdm(batches, "training", epochs * len(loader), unit="batch", disable=None):
        videos = varied(gray(batch["video"]))
        losses = [cross_entropy(networks[name](see(videos)), batch["label"]) for name, see in views.items()]
        optimizer.zero_grad()
        sum(losses).backward()
        optimizer.step()
        schedule.step()


@torch.no_grad()
def accuracies(networks: nn.ModuleDict, views: Views, loader: Loader, count: int) -> dict[str, float]:
    """Return for each view the fraction of the videos that its network classifies correctly."""
    networks.eval()
    correct = dict.fromkeys(views, 0)
    for batch in tqdm(loader, "testing", unit="batch", disable=None):
        videos = gray(batch["video"])
        for name, see in views.items():
            predicted = networks[name](see(videos)).argmax(dim=1)
            correct[name] += int((predicted == batch["label"]).sum())
    return {name: number / count for name, number in correct.items()}


def open_split(split: str, columns: list[str], source: str, dataset: Path, config: Path) -> Dataset | Stream:
    """Return some columns of a split, from files or generated on the fly."""
    if source == "files":
        return Dataset(dataset, split, columns=columns, dtype="float32")
    return Stream(curveball.load_config(config), split, columns=columns, dtype="float32")


@click.command(context_settings={"show_default": True})
@click.option("--source", type=click.Choice(["files", "stream"]), default="files", help="Read or generate the videos.")
@click.option("--dataset", type=Path, default="results/dataset", help="Folder of the dataset, for files.")
@click.option("--config", type=Path, default="config/config.yaml", help="Configuration, for the stream.")
@click.option("--videos", type=click.IntRange(1), help="Number of training videos.  [default: all]")
@click.option("--epochs", type=click.IntRange(1), default=4, help="How often each of them is seen.")
@click.option("--seed", type=int, default=0, help="Of the weights, and of the order of videos and frames.")
@click.option("--save", type=Path, help="File for the weights of the network that sees the frames in order.")
def main(
    source: str, dataset: Path, config: Path, videos: int | None, epochs: int, seed: int, save: Path | None
) -> None:
    """Train a 3-D CNN on videos, and on what is left of them without motion. The table shows accuracies."""
    labels = open_split("test", ["label"], source, dataset, config).batch(slice(None))["label"]
    training, test = (open_split(split, ["video", "label"], source, dataset, config) for split in ("train", "test"))
    training, classes = training[:videos], int(labels.max()) + 1
    torch.manual_seed(seed)
    networks = nn.ModuleDict({name: Network(classes) for name in VIEWS})
    train(networks, VIEWS, Loader(training, BATCH_SIZE, seed=seed), epochs)
    results = accuracies(networks, VIEWS, Loader(test, BATCH_SIZE, shuffle=False), len(test))
    click.echo(f"Accuracy on {len(test):,} test videos after {epochs} x {len(training):,} training videos:\n")
    for name, accuracy in (results | {"chance": 1 / classes}).items():
        click.echo(f"  {name:15}  {accuracy:.3f}")
    if save:
        torch.save(networks["frames in order"].state_dict(), save)


if __name__ == "__main__":
    try:
        main()
    except curveball.CurveballError as error:
        sys.exit(f"Error: {error}")

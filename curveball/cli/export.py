"""`curveball export`."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from curveball.cli.parameters import dataset_argument

_EPILOG = """\b
Formats:
  hf          Parquet for Hugging Face; each video is a list of PNG images that viewers show
  webdataset  tar files for WebDataset: video.npy.gz, cls and json of each sample
  npz         one .npz per split: videos, labels, trajectories and texts
  memmap      a folder of .npy files per split, which can be mapped into memory
  mp4         H.264 videos in folders by split and class; lossy; needs the extra [mp4]
  gif         animated GIFs in folders by split and class
  webp        animated lossless WebPs in folders by split and class

\b
Examples:
  curveball export webdataset results/dataset shards
  curveball export npz results/dataset arrays --split train
  curveball export mp4 results/dataset videos --overwrite
"""
_FORMATS = ("hf", "webdataset", "npz", "memmap", "mp4", "gif", "webp")
_SPLITS = ("train", "validation", "test", "test_shifted", "twins")


@click.command(epilog=_EPILOG)
@click.argument("format_name", metavar="FORMAT", type=click.Choice(_FORMATS))
@dataset_argument
@click.argument("output", type=click.Path(path_type=Path))
@click.option("--split", type=click.Choice(_SPLITS), help="Export one split; by default, all.")
@click.option("--overwrite", is_flag=True, help="Replace OUTPUT if it is an earlier export.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def export(format_name: str, dataset: Path, output: Path, split: str | None, overwrite: bool, quiet: bool) -> None:
    """Write a dataset in another format.

    Creates the folder OUTPUT when all files are complete and were compared with the dataset. The same dataset gives the
    same bytes.
    """
    from curveball.export.exporting import export as export_dataset

    with _progress_bar(is_shown=sys.stderr.isatty() and not quiet) as report:
        samples = export_dataset(format_name, dataset, output, split, overwrite, report)
    size = sum(path.stat().st_size for path in output.rglob("*") if path.is_file())
    click.echo(f"{output}: {samples:,} samples as {format_name}, {size / 1e6:,.1f} MB, compared with the dataset")


@contextlib.contextmanager
def _progress_bar(is_shown: bool) -> Iterator[Callable[[int, int], None]]:
    """Show a bar with the time left on a terminal; yield a function that takes what is done and the total."""
    if not is_shown:
        yield lambda done, total: None
        return
    with click.progressbar(length=1, label="Writing", show_pos=True, file=sys.stderr) as bar:

        def report(done: int, total: int) -> None:
            bar.length = total
            bar.label = "Writing" if done <= total // 2 else "Comparing"
            bar.update(done - bar.pos)

        yield report

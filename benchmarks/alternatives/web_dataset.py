"""WebDataset: `ShardWriter` writes tar files of 1,500 samples, each sample a few files."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import webdataset

from benchmarks.alternatives.samples import Run, main, samples_of

_SAMPLES_PER_FILE = 1500
_BUFFER = 1000


def write(count: int, folder: Path) -> None:
    """Write tar files."""
    with webdataset.ShardWriter(str(folder / "train-%06d.tar"), maxcount=_SAMPLES_PER_FILE, verbose=0) as writer:
        for sample in samples_of(count, 0, count):
            writer.write(
                {
                    "__key__": sample["sample_id"],
                    "video.npy": sample["video"],
                    "cls": sample["label"],
                    "trajectory_3d.npy": sample["trajectory_3d"],
                    "trajectory_2d.npy": sample["trajectory_2d"],
                    "radius_px.npy": sample["radius_px"],
                }
            )


def readers(count: int, folder: Path) -> Mapping[str, Run]:
    """Return the ways to read the videos with their labels. A tar file has no random access."""
    files = [str(path) for path in sorted(folder.glob("*.tar"))]
    in_order = webdataset.WebDataset(files, shardshuffle=False).decode().to_tuple("video.npy", "cls")
    shuffled = webdataset.WebDataset(files, shardshuffle=len(files)).shuffle(_BUFFER).decode()
    return {
        "samples in order": partial(iter, in_order),
        "samples shuffled": partial(iter, shuffled.to_tuple("video.npy", "cls")),
    }


if __name__ == "__main__":
    main(write, readers)

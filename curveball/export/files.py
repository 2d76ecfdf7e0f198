"""The names of the files of an export. This is the only module that composes them."""

import re
from collections.abc import Iterable, Sequence

from curveball.dataset.layout import CARD, DataFile
from curveball.dataset.splits import ALL_SPLITS, SPLITS

ARRAYS = ("videos", "labels", "trajectory_3d", "equations", "descriptions", "questions", "sample_ids", "class_names")
"""The arrays of a split, in the order in which they are written."""

_SPLIT = f"(?:{'|'.join(ALL_SPLITS)})"
_FILE = re.compile(
    rf"data/{_SPLIT}-\d+\.parquet|{_SPLIT}-\d+\.tar|{_SPLIT}\.npz|{_SPLIT}/(?:{'|'.join(ARRAYS)})\.npy"
    rf"|{_SPLIT}/[^/]+/[^/]+-\d+\.(?:mp4|gif|webp)|(?:.*/)?(?:\.DS_Store|\._[^/]*|Thumbs\.db)"
)


def tar_file(split: str, number: int) -> str:
    """Return the name of a tar file: train-000003.tar."""
    return f"{split}-{number:06d}.tar"


def npz_file(split: str) -> str:
    """Return the name of an archive of arrays: train.npz."""
    return f"{split}.npz"


def npy_file(split: str, array: str) -> str:
    """Return the name of an array's file: train/videos.npy."""
    return f"{split}/{array}.npy"


def clip_file(split: str, class_name: str, sample_id: str, suffix: str) -> str:
    """Return the name of a video's file: train/helical/helical-0000042.mp4."""
    return f"{split}/{class_name}/{sample_id}{suffix}"


def needs_card(splits: Iterable[str]) -> bool:
    """Tell whether Hugging Face's `datasets` needs to be told which file is of which split.

    It infers the random splits from the names of files, but would take test_shifted for a part of test, and would not
    find twins.
    """
    return not set(splits) <= set(SPLITS)


def files_of(format_name: str, parts: Sequence[DataFile]) -> list[str]:
    """Return the names of all files of an export.

    Args:
        format_name: hf, webdataset, npz or memmap; the others have a file per sample.
        parts: The files of the dataset.
    """
    splits = list(dict.fromkeys(part.split for part in parts))
    match format_name:
        case "hf":
            return [part.name for part in parts] + ([CARD] if needs_card(splits) else [])
        case "webdataset":
            return [tar_file(part.split, part.number) for part in parts]
        case "npz":
            return [npz_file(split) for split in splits]
        case "memmap":
            return [npy_file(split, array) for split in splits for array in ARRAYS]
    raise ValueError(f"{format_name}: a format with a file per sample, or none")


def is_file_of_export(name: str) -> bool:
    """Tell whether a file is one that an export writes, or that a system leaves in each folder that it shows.

    Args:
        name: Path relative to the folder of the export.
    """
    return bool(_FILE.fullmatch(name))

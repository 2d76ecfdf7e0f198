"""The formats of exports. The code of a format, and the libraries that it needs, are imported when it is used."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from curveball.export.extras import load
from curveball.export.progress import Count
from curveball.export.source import ExportError, Source

FORMATS = {
    "hf": "Parquet for Hugging Face; each video is a list of PNG images that viewers show",
    "webdataset": "tar files for WebDataset: video.npy.gz, cls and json of each sample",
    "npz": "one .npz per split: videos, labels, trajectories and texts",
    "memmap": "a folder of .npy files per split, which can be mapped into memory",
    "mp4": "H.264 videos in folders by split and class; lossy; needs the extra [mp4]",
    "gif": "animated GIFs in folders by split and class",
    "webp": "animated lossless WebPs in folders by split and class",
}
"""What each format is."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """How an export is written and compared with the dataset."""

    write: Callable[[Source, Path, Count], None]
    """Writes the files into a folder."""
    check: Callable[[Source, Path, Count], None]
    """Reads the files back and raises an ExportError where they differ from the dataset."""


def find_format(name: str) -> Format:
    """Return a format by its name.

    Raises:
        ExportError: There is no such format.
        MissingLibraryError: It needs a library that is not installed.
    """
    match name:
        case "hf":
            from curveball.export import hugging_face

            return Format(write=hugging_face.write, check=hugging_face.check)
        case "webdataset":
            from curveball.export import tar_shards

            return Format(write=tar_shards.write, check=tar_shards.check)
        case "npz" | "memmap":
            from curveball.export import array_files

            if name == "npz":
                return Format(write=array_files.write_npz, check=array_files.check_npz)
            return Format(write=array_files.write_memmap, check=array_files.check_memmap)
        case "mp4" | "gif" | "webp":
            from curveball.export import clip_folders

            if name == "mp4":
                load("av", "mp4", "MP4")
            return Format(write=partial(clip_folders.write, f".{name}"), check=partial(clip_folders.check, f".{name}"))
    raise ExportError(f"{name!r} is not a format of exports; there are {', '.join(FORMATS)}")

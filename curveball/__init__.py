"""Labelled videos of a ball on a known 3-D curve: made, checked and read.

>>> import curveball
>>> train = curveball.Dataset("results/dataset", split="train")
>>> sample = train[0]
>>> sample["video"].shape, sample["label"], sample["description"]
"""

from typing import Any

__version__ = "0.1.0"
__all__ = ["Config", "Dataset", "parse_config"]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: the jobs of the pipeline need only parts."""
    if name == "Dataset":
        from curveball.dataset import Dataset

        return Dataset
    if name in ("Config", "parse_config"):
        from curveball import config

        return getattr(config, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

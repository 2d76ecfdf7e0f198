"""Samples of a class, generated on the spot."""

import operator
from collections.abc import Iterable

import numpy as np

from curveball.config.errors import CurveballError
from curveball.config.model import Config
from curveball.dataset.order import MAX_INDEX
from curveball.dataset.sample_format import SampleFormat
from curveball.dataset.sample_generator import SampleGenerator
from curveball.dataset.sample_rows import Sample
from curveball.dataset.twin_plan import Twin
from curveball.dataset.twins import twin
from curveball.generation.schema import dataset_schema, parse_sample_id


def generate(config: Config, class_name: str, indices: Iterable[int], *, reverse: bool = False) -> list[Sample]:
    """Generate samples of a class, equal to those in a dataset with this configuration.

    >>> config = curveball.load_config("config/config.yaml")
    >>> sample = curveball.generate(config, "helical", [3])[0]
    >>> sample["sample_id"], sample["video"].shape
    ('helical-0000003', (16, 64, 64, 3))

    Args:
        config: The configuration.
        class_name: One of `config.classes`.
        indices: Indices within the class, from 0, in any order. They may exceed those of the dataset.
        reverse: Whether to reverse the time of each sample, as `curveball.reverse` does: the coin that decides which
            way a ball goes along its curve falls on its other side, and nothing else changes.

    Returns:
        One sample per index, in the same order.

    Raises:
        CurveballError: The class is not in the configuration, an index is negative or too large, or no camera view
            that the configuration allows shows the curve.
        TypeError: An index is not an integer.
    """
    numbers = [operator.index(index) for index in indices]
    if class_name not in config.classes:
        raise CurveballError(f"{class_name!r} is not a class of this configuration; it has {', '.join(config.classes)}")
    for index in numbers:
        if not 0 <= index <= MAX_INDEX:
            raise CurveballError(f"Index {index}: an index must be 0 to {MAX_INDEX}")
    wanted = np.array(numbers, dtype=np.int64)
    generator = SampleGenerator(config, SampleFormat.of(dataset_schema(config), None), reverse)
    parts = generator.parts(np.full(len(wanted), config.labels[class_name], dtype=np.int16), wanted)
    return [part.sample(number) for part in parts for number in part.numbers]


def generate_by_name(config: Config, name: str) -> Sample:
    """Return the sample or the twin with an identifier.

    Raises:
        CurveballError: As for `generate` and `twin`, or the identifier is none.
    """
    wanted = Twin.parse(name)
    if wanted is not None:
        return twin(wanted.original, wanted.variant, config)
    class_name, index = parse_sample_id(name)
    return generate(config, class_name, [index])[0]

"""Twins: samples that differ from another one in a single respect, as far as a video allows it."""

from __future__ import annotations  # pyarrow's types accept parameters in the stubs only

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curveball.config.model import Config
from curveball.dataset.rendered_videos import PIXEL_COLUMNS
from curveball.dataset.sample_rows import Sample, SampleRows
from curveball.dataset.twin_plan import ORDER, Twin
from curveball.generation.encoding import digest
from curveball.generation.rendering import Renderer, render
from curveball.generation.sampling import Samples, draw_samples
from curveball.generation.schema import TWIN_COLUMNS, dataset_schema, parse_sample_id
from curveball.generation.shards import columns_without_pixels, pixel_columns


def twin(name: str, variant: str, config: Config) -> Sample:
    """Return the twin of a sample, equal to that in a dataset with this configuration.

    >>> config = curveball.load_config("config/config.yaml")
    >>> curveball.twin("linear-0000003", "circular", config)["sample_id"]
    'linear-0000003-circular'

    An *order* twin is the reversed sample, as `curveball.reverse` returns it. A *curve* twin is the same sample of
    another class: it has the same ball, pulse, pace and sense along its curve, the same noise relative to its extent,
    the same extent in the frame and the same camera. The center of its curve has the same place in the frame, or the
    closest one at which the ball is in every frame. The parameters of its curve come from the random numbers of the
    sample.

    Its curve also has the rotation of the sample's curve. Where that does not show it clearly or completely, other
    rotations are drawn from the attempts of the sample, and nothing else. With `framing.orientation` `fixed`, it is the
    camera that is drawn again.

    Args:
        name: Identifier of a sample, whether it is in the dataset or beyond.
        variant: "order", or the name of another class.
        config: The configuration.

    Returns:
        A sample with the columns `twin_of` and `twin_kind`. Its index is that of the sample, its class its own.

    Raises:
        CurveballError: There is no such sample or variant, or no view shows the curve.
    """
    wanted = Twin(*parse_sample_id(name), variant)
    wanted.check(config)
    samples = draw_twins(config, wanted.class_name, np.array([wanted.index]), variant)
    columns = twin_columns(config, samples, wanted.class_name, variant)
    names = dict.fromkeys([*dataset_schema(config).names, *TWIN_COLUMNS])
    video = render(config, samples.trajectory_2d, samples.radius_px)[0]
    return SampleRows(pa.table(columns), list(names), PIXEL_COLUMNS).sample(0, [video, digest(video)])


def draw_twins(config: Config, class_name: str, indices: NDArray[np.int64], variant: str) -> Samples:
    """Draw twins of the samples of a class, without their pixels; the arguments are those of `draw_samples`."""
    if variant == ORDER:
        return draw_samples(config, class_name, indices, flip=True)
    return draw_samples(config, class_name, indices, curve_class=variant)


def twin_columns(
    config: Config, samples: Samples, class_name: str, variant: str, texts: bool = True
) -> dict[str, pa.Array[Any]]:
    """Return the columns of twins that need no rendered video.

    Args:
        config: The configuration.
        samples: N twins, as `draw_twins` returns them.
        class_name: Class of the samples whose twins they are.
        variant: As for `twin`.
        texts: As for `columns_without_pixels`.
    """
    twins = [Twin(class_name, index, variant) for index in samples.index.tolist()]
    return columns_without_pixels(config, samples, texts) | {
        "sample_id": pa.array([twin.name for twin in twins], pa.string()),
        "twin_of": pa.array([twin.original for twin in twins], pa.string()),
        "twin_kind": pa.array([twin.kind for twin in twins], pa.string()),
    }


def twin_rows(config: Config, twins: Sequence[Twin], renderer: Renderer) -> pa.Table:
    """Generate twins as rows of the dataset.

    Args:
        config: The configuration.
        twins: N twins; their columns are in memory together.
        renderer: Renders their videos.
    """
    schema = dataset_schema(config)
    groups: dict[tuple[str, str], list[int]] = {}
    for place, one in enumerate(twins):
        groups.setdefault((one.class_name, one.variant), []).append(place)
    tables, places = [schema.empty_table()], []
    for (class_name, variant), own in groups.items():
        samples = draw_twins(config, class_name, np.array([twins[place].index for place in own]), variant)
        columns = twin_columns(config, samples, class_name, variant) | pixel_columns(renderer, samples)
        missing = [columns[field.name] if field.name in columns else pa.nulls(len(own), field.type) for field in schema]
        tables.append(pa.table(missing, schema=schema))
        places += own
    return pa.concat_tables(tables).combine_chunks().take(np.argsort(places))

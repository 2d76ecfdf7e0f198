"""Samples of several classes are generated together, by threads and in copies."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from curveball.config.loading import parse_config
from curveball.dataset.sample_format import SampleFormat
from curveball.dataset.sample_generator import SampleGenerator
from curveball.generation.schema import dataset_schema

CONFIG = parse_config({"frames": 4, "height": 32, "width": 40})
SCHEMA = dataset_schema(CONFIG)
CLASSES, INDICES = np.array([2, 0, 2], dtype=np.int16), np.array([7, 7, 1])


def names_and_digests(generator: SampleGenerator) -> dict[int, tuple[str, str]]:
    parts = generator.parts(CLASSES, INDICES)
    digests = generator.batch_of_pixels(parts, 3).get("digest", [""] * 3)
    found = {place: part.rows.take([n]) for part in parts for n, place in zip(part.numbers, part.places, strict=True)}
    return {place: (row["sample_id"][0], digests[place]) for place, row in found.items()}


def test_samples_keep_their_places():
    names = names_and_digests(SampleGenerator(CONFIG, SampleFormat.of(SCHEMA, ["sample_id"])))
    assert [names[place][0] for place in range(3)] == ["helical-0000007", "linear-0000007", "helical-0000001"]


def test_threads_and_copies_generate_the_same():
    generator = SampleGenerator(CONFIG, SampleFormat.of(SCHEMA, None))
    expected = names_and_digests(generator)

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(names_and_digests, [generator] * 6)) == [expected] * 6
    assert names_and_digests(pickle.loads(pickle.dumps(generator))) == expected  # noqa: S301


def test_nothing_is_rendered_unless_it_is_asked_for():
    generator = SampleGenerator(CONFIG, SampleFormat.of(SCHEMA, ["label", "equation"]))
    (first, second) = generator.parts(CLASSES, INDICES)

    assert first.pixels is second.pixels is None
    assert first.sample(0)["equation"]

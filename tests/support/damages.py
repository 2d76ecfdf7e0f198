"""Random damages of a dataset's files, each from a seed, and what reading the damaged dataset yields."""

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from curveball.config.errors import CurveballError
from curveball.dataset.layout import MANIFEST
from curveball.dataset.parquet_pages import read_page_header
from curveball.dataset.reader import Dataset
from curveball.dataset.verify import verify

SETTINGS = {
    "samples_per_class": 40,
    "samples_per_shard": 40,
    "rows_per_file": 15,
    "height": 24,
    "width": 32,
    "frames": 4,
    "classes": {"linear": {}, "helical": {}},
}
"""A dataset that is copied in a few milliseconds, with several files in the train split."""


@dataclass
class Damage:
    """One damage, planted in the copy of a dataset."""

    folder: Path
    """The copy."""
    other: Path
    """A dataset of another seed, with files of the same names."""
    random: random.Random

    def file(self) -> Path:
        """Return any file, the manifest included."""
        return self.random.choice(sorted(path for path in self.folder.rglob("*") if path.is_file()))

    def data_file(self) -> Path:
        """Return any Parquet file."""
        return self.random.choice(sorted(self.folder.glob("data/*.parquet")))


def a_flipped_bit(damage: Damage) -> None:
    path = damage.file()
    data = bytearray(path.read_bytes())
    data[damage.random.randrange(len(data))] ^= 1 << damage.random.randrange(8)
    path.write_bytes(data)


def a_flipped_bit_in_a_footer(damage: Damage) -> None:
    path = damage.data_file()
    data = bytearray(path.read_bytes())
    footer = int.from_bytes(data[-8:-4], "little") + 8
    data[-damage.random.randrange(1, footer + 1)] ^= 1 << damage.random.randrange(8)
    path.write_bytes(data)


def changed_bytes(damage: Damage) -> None:
    path = damage.file()
    data = bytearray(path.read_bytes())
    start = damage.random.randrange(len(data))
    end = min(len(data), start + damage.random.choice([1, 2, 8, 512, 4096]))
    data[start:end] = bytes(byte ^ damage.random.randrange(1, 256) for byte in data[start:end])
    path.write_bytes(data)


def a_block_of_zeros(damage: Damage) -> None:
    path = damage.data_file()
    data = bytearray(path.read_bytes())
    start = damage.random.randrange(len(data) // 512) * 512
    data[start : start + 512] = bytes(len(data[start : start + 512]))
    path.write_bytes(data)


def a_truncated_file(damage: Damage) -> None:
    path = damage.file()
    path.write_bytes(path.read_bytes()[: damage.random.randrange(path.stat().st_size)])


def an_extended_file(damage: Damage) -> None:
    path = damage.file()
    path.write_bytes(path.read_bytes() + damage.random.randbytes(damage.random.choice([1, 8, 1000])))


def bytes_inserted(damage: Damage) -> None:
    path = damage.file()
    data = path.read_bytes()
    place = damage.random.randrange(len(data))
    path.write_bytes(data[:place] + damage.random.randbytes(damage.random.choice([1, 8])) + data[place:])


def two_swapped_files(damage: Damage) -> None:
    one, two = damage.random.sample(sorted(damage.folder.glob("data/*.parquet")), 2)
    contents = one.read_bytes(), two.read_bytes()
    two.write_bytes(contents[0])
    one.write_bytes(contents[1])


def a_file_twice(damage: Damage) -> None:
    path = damage.data_file()
    name = damage.random.choice([f"._{path.name}", f"{path.stem} (1).parquet", "train-00099.parquet", "x/y.parquet"])
    (path.parent / name).parent.mkdir(exist_ok=True)
    shutil.copy(path, path.parent / name)


def a_file_in_place_of_another(damage: Damage) -> None:
    one, two = damage.random.sample(sorted(damage.folder.glob("data/*.parquet")), 2)
    shutil.copy(one, two)


def a_deleted_file(damage: Damage) -> None:
    damage.file().unlink()


def a_directory_in_place_of_a_file(damage: Damage) -> None:
    path = damage.file()
    path.unlink()
    path.mkdir()


def an_empty_file(damage: Damage) -> None:
    damage.file().write_bytes(b"")


def a_file_of_another_run(damage: Damage) -> None:
    path = damage.file()
    other = damage.other / path.relative_to(damage.folder)
    shutil.copy(other if other.exists() else min(other.parent.iterdir()), path)  # The name of a log has the time.


def all_data_of_another_run(damage: Damage) -> None:
    shutil.rmtree(damage.folder / "data")
    shutil.copytree(damage.other / "data", damage.folder / "data")


def an_edited_manifest(damage: Damage) -> None:
    """Change one value of the manifest, as `sed` or an editor does: the rest of the text stays as it is."""
    path = damage.folder / MANIFEST
    content = json.loads(path.read_text())
    places = list(_values_in(content))
    container, key = damage.random.choice(places)
    container[key] = _another(container[key], damage.random)
    path.write_text(json.dumps(content, indent=2) + "\n")


def a_line_of_the_manifest_gone(damage: Damage) -> None:
    path = damage.folder / MANIFEST
    lines = path.read_text().splitlines(keepends=True)
    del lines[damage.random.randrange(len(lines))]
    path.write_text("".join(lines))


def _values_in(content: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the containers and keys of all numbers and texts."""
    items = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in items:
        if isinstance(value, dict | list):
            yield from _values_in(value)
        else:
            yield content, key


def _another(value: Any, random: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + random.choice([1, -1, 1000])
    if isinstance(value, str) and value:
        place = random.randrange(len(value))
        return value[:place] + ("0" if value[place] != "0" else "1") + value[place + 1 :]
    return "something"


DAMAGES: list[Callable[[Damage], None]] = [
    a_flipped_bit,
    a_flipped_bit_in_a_footer,
    changed_bytes,
    a_block_of_zeros,
    a_truncated_file,
    an_extended_file,
    bytes_inserted,
    two_swapped_files,
    a_file_twice,
    a_file_in_place_of_another,
    a_deleted_file,
    a_directory_in_place_of_a_file,
    an_empty_file,
    a_file_of_another_run,
    all_data_of_another_run,
    an_edited_manifest,
    a_line_of_the_manifest_gone,
]


def is_found_by_verify(folder: Path, samples: bool = True) -> bool:
    """Tell whether `verify` finds something wrong, or says that it cannot verify the dataset."""
    try:
        return not verify(folder, samples).passed
    except CurveballError:
        return True


def readings(folder: Path, expected: list[dict], rows: slice = slice(None), **options: Any) -> Counter[str]:
    """Read every sample of a dataset, or of some rows, and count how this ended: `right`, `error` or `wrong`.

    Any exception other than a CurveballError is raised.
    """
    ends: Counter[str] = Counter()
    try:
        dataset = Dataset(folder, **options)
    except CurveballError:
        return Counter(error=len(expected))
    if len(dataset) != len(expected):
        return Counter(wrong=len(expected))
    for position in range(len(expected))[rows]:
        try:
            sample = dataset[position]
        except CurveballError:
            ends["error"] += 1
        else:
            ends["right" if equal(sample, expected[position]) else "wrong"] += 1
    return ends


def equal(one: dict, other: dict) -> bool:
    """Tell whether two samples are equal in all columns. Parameters of other classes are NaN."""
    return one.keys() == other.keys() and all(
        np.array_equal(one[name], value, equal_nan=not isinstance(value, str)) for name, value in other.items()
    )


def header_bytes(path: Path) -> list[int]:
    """Return the places of all bytes in the headers of pages of a file of one row group."""
    data, group = path.read_bytes(), pq.read_metadata(path).row_group(0)
    places: list[int] = []
    for column in map(group.column, range(group.num_columns)):
        at = column.dictionary_page_offset if column.has_dictionary_page else column.data_page_offset
        chunk_end = at + column.total_compressed_size
        while at < chunk_end:
            _, compressed, header_end = read_page_header(data, at)
            places += range(at, header_end)
            at = header_end + compressed
    return places

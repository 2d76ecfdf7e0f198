"""What the checks found in a part of a dataset: written by one job, and read by the job that completes the checks.

One file is JSON. The arrays are in another one, as they are in memory, and are read by mapping it, so that parts take
little memory. Reading runs no code that a file names: objects are of the types below, and nothing else.
"""

import json
import mmap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib.format import dtype_to_descr
from numpy.typing import NDArray

from curveball.config.errors import CurveballError
from curveball.generation.atomic import replacing, write_text
from curveball.validation.check import Faults
from curveball.validation.checks import baselines, parameters, pixels, regeneration
from curveball.validation.shortcuts import question_answers

_ALIGNMENT = 64
_NAMED_TUPLES: Mapping[str, type[Any]] = {
    "Faults": Faults,
    "baselines.Tally": baselines.Tally,
    "parameters.Tally": parameters.Tally,
    "pixels.Errors": pixels.Errors,
    "regeneration.Differing": regeneration.Differing,
    "regeneration.Selected": regeneration.Selected,
    "question_answers.Asked": question_answers.Asked,
}
"""The types of partial results that have fields, by their names in the file."""
_NAMES: Mapping[type[Any], str] = {kind: name for name, kind in _NAMED_TUPLES.items()} | {tuple: "tuple", set: "set"}


class PartError(CurveballError):
    """What was found in a part cannot be read, or belongs to another dataset."""


@dataclass(frozen=True, kw_only=True)
class CheckedPart:
    """What the checks found in the rows of some files."""

    identity: str
    """Digest of all that it depends on."""
    digests: Mapping[str, str | None]
    """Digest of each file by its name in the manifest; None for a file that is missing."""
    differing: Sequence[str]
    """Names of the files that have another schema than the dataset, so that no row was read."""
    unreadable: Sequence[str]
    """Names of the files that could not be read to their end."""
    rows: int
    """Number of rows that were read."""
    partials: Sequence[Sequence[Any]]
    """What `Registry.update_condensed` takes."""


def write_part(part: CheckedPart, path: Path, arrays: Path) -> None:
    """Write what was found.

    Args:
        part: What was found.
        path: The file for everything but large arrays.
        arrays: The file for large arrays.
    """
    with replacing(arrays) as temporary, open(temporary, "wb") as file:
        found = {field.name: _encoded(getattr(part, field.name), file) for field in fields(part)}
    write_text(path, json.dumps(found))


def read_part(path: Path, arrays: Path, identity: str) -> CheckedPart:
    """Read what `write_part` wrote. Large arrays are mapped from their file, and cannot be changed.

    Args:
        path: The file with everything but large arrays.
        arrays: The file with large arrays.
        identity: The identity that the part must have.

    Raises:
        PartError: A file is missing or was changed, or has another identity.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        content = _mapped(arrays)
        part = CheckedPart(**{name: _decoded(value, content) for name, value in found.items()})
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise PartError(f"{path}: cannot be read ({error}). Delete it and run snakemake again") from None
    if part.identity != identity:
        raise PartError(f"{path}: made with other settings or other code. Delete it and run snakemake again")
    return part


def _mapped(path: Path) -> memoryview:
    with open(path, "rb") as file:
        is_empty = not file.seek(0, 2)  # An empty file cannot be mapped.
        return memoryview(b"" if is_empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _encoded(value: Any, arrays: BinaryIO) -> Any:
    """Return a value as JSON has it: {its type: what it holds} if JSON has no such type. Write arrays to their file.

    Raises:
        KeyError: The type is none of those that can be read again.
    """
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, (np.ndarray, np.generic)):
        return {"array": _written(np.asarray(value), arrays)}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, Mapping):
        kind = "counter" if isinstance(value, Counter) else "mapping"
        return {kind: [[_encoded(key, arrays), _encoded(own, arrays)] for key, own in value.items()]}
    own = [_encoded(item, arrays) for item in value]
    return own if isinstance(value, list) else {_NAMES[type(value)]: own}


def _written(array: NDArray[Any], file: BinaryIO) -> list[Any]:
    """Write an array; return its type, its shape, and where it begins."""
    if array.dtype.hasobject:
        raise TypeError("an array of Python objects is no part of a result")
    file.write(bytes(-file.tell() % _ALIGNMENT))
    start = file.tell()
    file.write(np.ascontiguousarray(array).tobytes())
    return [dtype_to_descr(array.dtype), list(array.shape), start]


def _decoded(value: Any, content: memoryview) -> Any:
    """Return what `_encoded` encoded. A NumPy scalar has become an array without dimensions."""
    if isinstance(value, list):
        return [_decoded(item, content) for item in value]
    if not isinstance(value, dict):
        return value
    ((kind, own),) = value.items()
    if kind == "array":
        descr, shape, start = own
        return _array(descr, shape, start, content)
    if kind == "bytes":
        return bytes.fromhex(own)
    items = _decoded(own, content)
    if kind in _NAMED_TUPLES:
        return _NAMED_TUPLES[kind](*items)
    if kind == "counter":
        return Counter(dict(items))
    return {"tuple": tuple, "set": set, "mapping": dict}[kind](items)


def _array(descr: Any, shape: Sequence[int], start: int, content: memoryview) -> NDArray[Any]:
    """Return an array that lies in the mapped file."""
    own = descr if isinstance(descr, str) else [(name, kind, *map(tuple, rest)) for name, kind, *rest in descr]
    dtype: np.dtype[Any] = np.dtype(own)
    if dtype.hasobject:
        raise TypeError("found an array of Python objects")
    size = int(np.prod(shape, dtype=np.int64))
    return np.frombuffer(content, dtype, size, start).reshape(shape) if size else np.empty(shape, dtype)

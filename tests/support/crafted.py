"""Files that no merge writes, in the place of a file of a dataset: each by name, in classes."""

import gzip
import io
import json
import os
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import xxhash

from curveball.generation.encoding import encode_video
from curveball.generation.schema import common_schema
from tests.support.planting import with_column

Craft = Callable[[Path], None]
"""Replaces the file at a path, which is an intact file of a dataset."""

COMMON = common_schema((4, 24, 32, 3))
ROW = 3
SHAPES = [
    *("", "nothing", "null", "[]", "{}", "4", '"4,24,32,3"', "[4, 24, 32]", "[4, 24, 32, 3, 1]", "[[4, 24, 32, 3]]"),
    *("[0, 24, 32, 3]", "[4, -24, 32, 3]", "[-4, -24, 32, 3]", "[4, 24.0, 32, 3]", '["4", 24, 32, 3]'),
    *("[true, 24, 32, 3]", "[NaN, 24, 32, 3]", "[Infinity, 24, 32, 3]", "[4, 1e999, 32, 3]"),
    *("[4, 99999999999999999999, 32, 3]", "[4, 2147483647, 2147483647, 3]", "[4, 4096, 4096, 64]"),
    *("[5, 24, 32, 3]", "[4, 24, 32, 4]", "[4, 32, 23, 3]", "[4, 32, 24, 3]", "[4, 24, 32, 1]", "[4, 1, 1, 1]"),
    *("[" * 100_000, "[4, " + "9" * 10_000 + ", 32, 3]"),
]
"""What the metadata of videos may tell instead of [4, 24, 32, 3]."""


def classes_of_files() -> dict[str, dict[str, Craft]]:
    """Return the crafted files of each class by name."""
    return {
        "no Parquet": dict(_no_parquet()),
        "no regular file": dict(_no_regular_files()),
        "truncated": dict(_truncated()),
        "other columns": dict(_other_columns()),
        "other types": dict(_other_types()),
        "other metadata": dict(_other_metadata()),
        "missing values": dict(_missing_values()),
        "other videos": dict(_other_videos()),
        "other rows": dict(_other_rows()),
        "bombs": dict(_bombs()),
        "mutated footers": dict(_mutated_footers()),
    }


def rewrite(path: Path, change: Callable[[pa.Table], pa.Table], **options) -> None:
    """Write the changed table as the merge does, except for some options."""
    table = change(pq.read_table(path))
    pq.write_table(table, path, **{"use_dictionary": ["class_name"], "compression": "none"} | options)


def _bytes(content: bytes) -> Craft:
    return lambda path: path.write_bytes(content) and None


def _changed(change: Callable[[bytes], bytes]) -> Craft:
    return lambda path: path.write_bytes(change(path.read_bytes())) and None


def _no_parquet() -> Iterator[tuple[str, Craft]]:
    yield "zero bytes", _bytes(b"")
    yield "zeros", _bytes(bytes(4096))
    yield "magic number only", _bytes(b"PAR1")
    yield "two magic numbers", _bytes(b"PAR1PAR1")
    yield "pointer of Git LFS", _bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 12345\n")
    yield "page of a web server", _bytes(b"<!DOCTYPE html><html><title>404 Not Found</title></html>\n" * 9)
    yield "JSON", _bytes(b'{"rows": []}')
    yield "CSV", _bytes(b"sample_id,label\nlinear-0000000,0\n" * 99)
    yield "resource fork", _bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        " + bytes(80))
    for length in (0, 1, 7, 1000, 2**31 - 1, 2**31, 2**32 - 1):
        yield f"footer of {length} bytes", _bytes(b"PAR1" + bytes(100) + struct.pack("<I", length) + b"PAR1")
    yield "encrypted footer", _changed(lambda data: data[:-4] + b"PARE")
    yield "gzip", _changed(gzip.compress)
    yield "zip", _changed(_zipped)
    yield "backwards", _changed(lambda data: data[::-1])
    yield "in hexadecimal", _changed(lambda data: data.hex().encode())
    yield "Windows line ends", _changed(lambda data: data.replace(b"\n", b"\r\n"))
    yield "Arrow file", lambda path: pa.feather.write_feather(pq.read_table(path), path, compression="uncompressed")
    for seed in range(10):
        yield f"random bytes {seed}", _bytes(random.Random(seed).randbytes(5000))  # noqa: S311
        body = random.Random(seed).randbytes(500)  # noqa: S311
        yield f"random footer {seed}", _bytes(b"PAR1" + body + struct.pack("<I", len(body)) + b"PAR1")


def _zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("data.parquet", data)
    return file.getvalue()


def _no_regular_files() -> Iterator[tuple[str, Craft]]:
    def replaced(make: Callable[[Path], object], path: Path) -> None:
        path.unlink()
        make(path)

    yield "missing", Path.unlink
    yield "directory", partial(replaced, Path.mkdir)
    yield "pipe", partial(replaced, os.mkfifo)
    yield "dangling link", partial(replaced, lambda path: path.symlink_to("nowhere"))
    yield "link to itself", partial(replaced, lambda path: path.symlink_to(path))
    yield "link to a device", partial(replaced, lambda path: path.symlink_to("/dev/zero"))
    yield "link to a directory", partial(replaced, lambda path: path.symlink_to(path.parent))
    yield "link to the manifest", partial(replaced, lambda path: path.symlink_to("../manifest.json"))


def _truncated() -> Iterator[tuple[str, Craft]]:
    for k in range(1, 20):
        yield f"{k} of 20 parts", _changed(lambda data, k=k: data[: len(data) * k // 20])
        yield f"last {k} of 20 parts", _changed(lambda data, k=k: data[-len(data) * k // 20 :])
    for count in (1, 4, 8, 9, 100):
        yield f"without {count} bytes", _changed(lambda data, count=count: data[:-count])
        yield f"{count} zeros more", _changed(lambda data, count=count: data + bytes(count))


def _other_columns() -> Iterator[tuple[str, Craft]]:
    yield "no columns", partial(rewrite, change=lambda table: table.select([]))
    yield "numbers of another program", partial(rewrite, change=lambda table: pa.table({"x": range(len(table))}))
    for name in COMMON.names:
        yield f"without {name}", partial(rewrite, change=lambda table, name=name: table.drop_columns([name]))
        yield (
            f"{name} in capitals",
            partial(rewrite, change=lambda table, name=name: _renamed(table, name, name.upper())),
        )
        yield (
            f"{name} twice",
            partial(
                rewrite,
                change=lambda table, name=name: table.append_column(table.schema.field(name), table[name]),
                store_schema=False,
            ),
        )
    for one, other in zip(COMMON.names, COMMON.names[1:], strict=False):
        if COMMON.field(one).type != COMMON.field(other).type:
            yield (
                f"{one} and {other} swapped",
                partial(rewrite, change=lambda table, one=one, other=other: _renamed(table, one, other, other, one)),
            )


def _renamed(table: pa.Table, *names: str) -> pa.Table:
    new = dict(zip(names[::2], names[1::2], strict=True))
    return table.rename_columns([new.get(name, name) for name in table.schema.names])


def _other_types() -> Iterator[tuple[str, Craft]]:
    for field in COMMON:
        for kind in (pa.string(), pa.large_binary(), pa.int32(), pa.float64(), pa.bool_(), pa.null()):
            if field.type != kind:
                yield f"{field.name} as {kind}", partial(rewrite, change=partial(_retyped, name=field.name, kind=kind))
        if pa.types.is_fixed_size_list(field.type):
            value = field.type.value_type
            for kind in (pa.list_(value), pa.large_list(value)):
                yield (
                    f"{field.name} as {str(kind)[:30]}",
                    partial(rewrite, change=partial(_retyped, name=field.name, kind=kind)),
                )


def _retyped(table: pa.Table, name: str, kind: pa.DataType) -> pa.Table:
    field = table.schema.field(name)
    try:
        column = table[name].cast(kind)
    except (pa.ArrowException, NotImplementedError):
        column = pa.array([None] * len(table), kind)
    return table.set_column(table.schema.get_field_index(name), field.with_type(kind), column)


def _other_metadata() -> Iterator[tuple[str, Craft]]:
    def changed(table: pa.Table, name: str, metadata: dict[str, str] | None) -> pa.Table:
        k = table.schema.get_field_index(name)
        field = table.schema.field(k)
        new = None if metadata is None else field.metadata | {k.encode(): v.encode() for k, v in metadata.items()}
        return table.set_column(k, pa.field(name, field.type, metadata=new), table[name])

    yield "none of the video", partial(rewrite, change=partial(changed, name="video", metadata=None))
    yield "none at all", partial(rewrite, change=lambda table: table, store_schema=False)
    for shape in SHAPES:
        yield f"shape {shape[:40]}", partial(rewrite, change=partial(changed, name="video", metadata={"shape": shape}))
    for key, value in [("dtype", "float32"), ("layout", "C,H,W,T"), ("codec", "lz4")]:
        yield f"{key} {value}", partial(rewrite, change=partial(changed, name="video", metadata={key: value}))
    for name, unit in [("trajectory_3d", "mm"), ("radius_px", "m"), ("focal_length_px", "mm")]:
        yield f"{name} in {unit}", partial(rewrite, change=partial(changed, name=name, metadata={"unit": unit}))


def _missing_values() -> Iterator[tuple[str, Craft]]:
    for field in COMMON:
        for rows in ([ROW], [0, 1, 2, 3]):
            yield f"{field.name} in rows {rows}", partial(rewrite, change=partial(_without, name=field.name, rows=rows))
        if pa.types.is_fixed_size_list(field.type):
            yield f"an element of {field.name}", partial(rewrite, change=partial(_without_element, name=field.name))


def _without(table: pa.Table, name: str, rows: list[int]) -> pa.Table:
    values = [None if row in rows else value for row, value in enumerate(table[name].to_pylist())]
    return with_column(table, name, values)


def _without_element(table: pa.Table, name: str) -> pa.Table:
    values = table[name].to_pylist()
    numbers = values[ROW]
    while isinstance(numbers[0], list):
        numbers = numbers[0]
    numbers[0] = None
    return with_column(table, name, values)


def _other_videos() -> Iterator[tuple[str, Craft]]:
    frames = np.zeros((4, 24, 32, 3), dtype=np.uint8)
    whole, _ = encode_video(frames)
    videos = {
        "empty": b"",
        "raw frames": frames.tobytes(),
        "gzip": gzip.compress(frames.tobytes()),
        "lz4": pa.compress(frames.tobytes(), codec="lz4", asbytes=True),
        "truncated": whole[:-1],
        "magic number": whole[:4],
        "header only": whole[:9],
        "two frames": whole * 2,
        "hundred frames": whole * 100,
        "skippable frame": bytes.fromhex("502a4d18") + struct.pack("<I", 4) + b"skip",
        "huge skippable frame": bytes.fromhex("502a4d18") + struct.pack("<I", 2**32 - 1) + b"skip",
        "bytes after the frame": whole + b"more",
        "a byte too few": encode_video(frames.reshape(-1)[:-1])[0],
        "a byte too many": encode_video(np.zeros(frames.size + 1, dtype=np.uint8))[0],
        "an empty frame": encode_video(frames[:0].reshape(-1))[0],
        "a gigabyte of zeros": _huge_frame(),
        "claims 2^63 bytes": bytes.fromhex("28b52ffd") + b"\xe0" + struct.pack("<Q", 2**63 - 1) + whole[9:],
        "claims a window of 2^41": bytes.fromhex("28b52ffd") + b"\x00\xf8" + whole[6:],
        "asks for a dictionary": bytes.fromhex("28b52ffd") + b"\x23" + struct.pack("<I", 77) + whole[5:],
        "reserved bits": whole[:4] + bytes([whole[4] | 0x08]) + whole[5:],
    }
    for name, video in videos.items():
        yield name, partial(rewrite, change=partial(_with_video, video=video))
    for seed in range(20):
        damaged = bytearray(whole)
        damaged[random.Random(seed).randrange(len(whole))] ^= 1 << seed % 8  # noqa: S311
        yield f"flipped bit {seed}", partial(rewrite, change=partial(_with_video, video=bytes(damaged)))


def _huge_frame() -> bytes:
    """Return a frame of 2**30 zeros, 32 KiB: blocks of 128 KiB that repeat a byte."""
    block = (1 << 17) << 3 | 1 << 1
    blocks = 1 << 13
    header = bytes.fromhex("28b52ffd") + b"\xa0" + struct.pack("<I", blocks << 17)
    return header + (block.to_bytes(3, "little") + b"\0") * (blocks - 1) + (block | 1).to_bytes(3, "little") + b"\0"


def _with_video(table: pa.Table, video: bytes) -> pa.Table:
    """Put a video into a row. Its digest is that of other frames, unless the video is right."""
    videos = table["video"].to_pylist()
    videos[ROW] = video
    return with_column(table, "video", videos)


def _other_rows() -> Iterator[tuple[str, Craft]]:
    yield "a row fewer", partial(rewrite, change=lambda table: table.slice(1))
    yield "no rows", partial(rewrite, change=lambda table: table.slice(0, 0))
    yield "a row more", partial(rewrite, change=lambda table: pa.concat_tables([table, table.slice(0, 1)]))
    yield "all rows twice", partial(rewrite, change=lambda table: pa.concat_tables([table, table]))
    for name in ("sample_id", "class_name", "digest", "equation", "description"):
        yield f"{name} not in UTF-8", partial(rewrite, change=partial(_not_utf8, name=name), use_dictionary=False)
    yield "a million rows without values", partial(rewrite, change=_a_million_nulls)


def _not_utf8(table: pa.Table, name: str) -> pa.Table:
    values = [b"\xff\xfe" if row == ROW else value.encode() for row, value in enumerate(table[name].to_pylist())]
    raw = pa.array(values, pa.binary())
    texts = pa.Array.from_buffers(pa.string(), len(raw), raw.buffers())
    return table.set_column(table.schema.get_field_index(name), table.schema.field(name), texts)


def _a_million_nulls(table: pa.Table) -> pa.Table:
    return pa.table([pa.nulls(1_000_000, field.type) for field in table.schema], schema=table.schema)


def _bombs() -> Iterator[tuple[str, Craft]]:
    text = "x" * 8_000_000
    for codec in ("zstd", "gzip", "snappy", "brotli"):
        bomb = partial(_with_text, name="equation", text=text)
        yield f"{codec} texts of 120 MB", partial(rewrite, change=bomb, compression=codec, use_dictionary=False)
        yield f"{codec} with a false footer", partial(_with_false_footer, change=bomb, compression=codec)
    yield (
        "texts with the same start",
        partial(rewrite, change=bomb, use_dictionary=False, column_encoding={"equation": "DELTA_BYTE_ARRAY"}),
    )
    for name in ("equation", "class_name", "sample_id"):
        repeated = partial(_with_text, name=name, text=text)
        yield f"dictionary of {name}", partial(rewrite, change=repeated, use_dictionary=[name], compression="zstd")
        yield (
            f"dictionary of {name} of small texts",
            partial(rewrite, change=partial(_with_text, name=name, text="x" * 20_000), use_dictionary=[name]),
        )


def _with_text(table: pa.Table, name: str, text: str) -> pa.Table:
    return with_column(table, name, [text] * len(table))


def _with_false_footer(path: Path, change: Callable[[pa.Table], pa.Table], compression: str) -> None:
    """Write a bomb whose footer tells that it takes no memory."""
    rewrite(path, change, compression=compression, use_dictionary=False)
    group = pq.read_metadata(path).row_group(0)
    sizes = [group.total_byte_size, *(group.column(k).total_uncompressed_size for k in range(group.num_columns))]
    data = path.read_bytes()
    length = int.from_bytes(data[-8:-4], "little") + 8
    body, footer = data[:-length], data[-length:]
    for size in sizes:
        if size > 1_000_000:
            true = _varint(2 * size)
            assert true in footer
            footer = footer.replace(true, b"\x82" + b"\x80" * (len(true) - 2) + b"\x00")
    path.write_bytes(body + footer)
    assert pq.read_metadata(path).row_group(0).total_byte_size == 1


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def _mutated_footers() -> Iterator[tuple[str, Craft]]:
    for seed in range(300):
        yield f"seed {seed}", partial(_mutate_footer, seed=seed)


def _mutate_footer(path: Path, seed: int) -> None:
    data = bytearray(path.read_bytes())
    length = int.from_bytes(data[-8:-4], "little")
    chance = random.Random(seed)  # noqa: S311
    for _ in range(chance.choice([1, 1, 1, 3])):
        data[-9 - chance.randrange(length)] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def forged_entry(path: Path, name: str) -> dict:
    """Return the entry that a manifest would have if a merge had written a file, as far as the file can be read."""
    try:
        content = path.read_bytes() if path.is_file() else b""
        rows = pq.read_metadata(path).num_rows if path.is_file() else 15
    except (OSError, ValueError, pa.ArrowException):  # also names that are not UTF-8
        rows = 15
    length = int.from_bytes(content[-8:-4], "little") + 8 if len(content) > 8 else 0
    footer = content[-length:] if length <= len(content) else b""
    return {
        "name": name,
        "rows": rows,
        "size_bytes": len(content),
        "xxh3_128": xxhash.xxh3_128_hexdigest(content),
        "footer_xxh3_128": xxhash.xxh3_128_hexdigest(footer),
    }


def forge(folder: Path, name: str) -> None:
    """Rewrite the manifest as if a merge had written the file with this name."""
    from curveball.dataset.manifest import manifest_text

    path = folder / "manifest.json"
    content = json.loads(path.read_text())
    del content["checksum"]
    entries = [entry for entries in content["splits"].values() for entry in entries]
    next(entry for entry in entries if entry["name"] == name).update(forged_entry(folder / name, name))
    content["samples"] = sum(entry["rows"] for entry in entries)
    path.write_text(manifest_text(content))

"""The headers of pages tell how much memory a column takes."""

import contextlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curveball.dataset.parquet_pages import uncompressed_size


def chunk(path, **options) -> tuple[bytes, pq.ColumnChunkMetaData]:
    """Return the bytes of a column of texts, and what the footer tells of it."""
    table = pa.table({"text": [f"a text with the number {k}" for k in range(20_000)]})
    pq.write_table(table, path, **{"use_dictionary": False, "write_page_checksum": True} | options)
    column = pq.read_metadata(path).row_group(0).column(0)
    start = column.dictionary_page_offset if column.has_dictionary_page else column.data_page_offset
    return path.read_bytes()[start : start + column.total_compressed_size], column


@pytest.mark.parametrize("compression", ["none", "zstd", "snappy"])
@pytest.mark.parametrize(
    "options",
    [{}, {"use_dictionary": True}, {"data_page_version": "2.0"}, {"data_page_size": 5000}, {"write_statistics": False}],
)
def test_all_pages_are_counted(tmp_path, compression, options):
    data, column = chunk(tmp_path / "file", compression=compression, **options)
    headers = 200 * len(range(0, column.total_uncompressed_size, options.get("data_page_size", 1_000_000)))

    assert 0 <= column.total_uncompressed_size - uncompressed_size(data) <= 200 + headers


def test_no_bytes_have_no_pages():
    assert uncompressed_size(b"") == 0


@pytest.mark.parametrize(
    "data", [b"\x15", b"\x15\x00\x15\x02\x00", b"\xff" * 30, b"\x1c" * 5000, b"\x1d\x00", b"\x19\xf5"]
)
def test_bytes_that_are_no_pages_are_refused(data):
    with pytest.raises(ValueError, match="page"):
        uncompressed_size(data)


@pytest.mark.parametrize("sizes", [b"\x15\x00\x15\x01\x15\x02\x00", b"\x15\x00\x15\x02\x15\x01\x00"])
def test_a_page_of_negative_size_is_refused(sizes):
    with pytest.raises(ValueError, match=r"a page of -?1 bytes, -?1 compressed"):
        uncompressed_size(sizes)


SIZES = b"\x15\x00\x15\x06\x15\x06"
"""The beginning of the header of a page of 3 bytes, which are not compressed."""


@pytest.mark.parametrize(
    "field",
    [b"\x17" + bytes(8), b"\x18\x02ab", b"\x19\x31\x01\x02\x01", b"\x19\xf5\x10" + bytes(16), b"\x1c\x11\x00"],
    ids=["a double", "a text", "three truth values", "sixteen integers", "a structure"],
)
def test_fields_of_headers_that_nobody_needs_are_skipped(field):
    page = SIZES + field + b"\x00" + b"abc"
    assert uncompressed_size(page + page) == 6


def test_a_number_of_more_than_64_bits_is_refused():
    with pytest.raises(ValueError, match="a number of more than 64 bits in the header of a page"):
        uncompressed_size(b"\x15" + b"\xff" * 12)


@given(st.binary(max_size=200))
def test_any_bytes_have_a_size_or_are_refused(data):
    with contextlib.suppress(ValueError):
        assert uncompressed_size(data) >= 0

"""How much memory the pages of a Parquet column take, read from the headers of the pages.

A footer tells this too, but nothing compares it with the pages: pyarrow allocates what the header of a page asks for.
Headers are structs in Thrift's compact protocol:
https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

_UNCOMPRESSED_SIZE, _COMPRESSED_SIZE = 2, 3  # numbers of fields in PageHeader
_BOOLEANS = (1, 2)
_BYTE, _DOUBLE, _BINARY, _STRUCT = 3, 7, 8, 12
_INTEGERS = (4, 5, 6)
_LISTS = (9, 10)


def uncompressed_size(chunk: bytes) -> int:
    """Return the size of all pages of a column chunk after decompression, in bytes.

    Args:
        chunk: The bytes of the column chunk, page after page.

    Raises:
        ValueError: The bytes are not pages.
    """
    total = at = 0
    while at < len(chunk):
        uncompressed, compressed, at = read_page_header(chunk, at)
        total += uncompressed
        at += compressed
    return total


def read_page_header(data: bytes, at: int) -> tuple[int, int, int]:
    """Return what the header of a page tells.

    Args:
        data: Bytes with a page.
        at: Where the page begins.

    Returns:
        Size of the page after and before decompression, in bytes, and where its header ends.

    Raises:
        ValueError: There is no header of a page.
    """
    try:
        sizes, end = _read_struct(data, at)
        uncompressed, compressed = sizes[_UNCOMPRESSED_SIZE], sizes[_COMPRESSED_SIZE]
    except (IndexError, KeyError, RecursionError):
        raise ValueError("damaged header of a page") from None
    if uncompressed < 0 or compressed < 0:
        raise ValueError(f"a page of {uncompressed} bytes, {compressed} compressed")
    return uncompressed, compressed, end


def _read_struct(data: bytes, at: int) -> tuple[dict[int, int], int]:
    """Return the integers of a struct by the numbers of their fields, and where the struct ends."""
    integers: dict[int, int] = {}
    number = 0
    while head := data[at]:
        at += 1
        if head >> 4:
            number += head >> 4
        else:
            number, at = _read_integer(data, at)
        kind = head & 15
        if kind in _INTEGERS:
            integers[number], at = _read_integer(data, at)
        else:
            at = _skip(data, at, kind)
    return integers, at + 1


def _skip(data: bytes, at: int, kind: int, is_in_list: bool = False) -> int:
    """Return where a value ends."""
    if kind in _BOOLEANS:
        return at + is_in_list
    if kind == _BYTE:
        return at + 1
    if kind in _INTEGERS:
        return _read_varint(data, at)[1]
    if kind == _DOUBLE:
        return at + 8
    if kind == _BINARY:
        length, at = _read_varint(data, at)
        return at + length
    if kind in _LISTS:
        return _skip_list(data, at)
    if kind == _STRUCT:
        return _read_struct(data, at)[1]
    raise ValueError(f"a value of the unknown type {kind} in the header of a page")


def _skip_list(data: bytes, at: int) -> int:
    count, kind = data[at] >> 4, data[at] & 15
    at += 1
    if count == 15:
        count, at = _read_varint(data, at)
    for _ in range(min(count, len(data))):
        at = _skip(data, at, kind, is_in_list=True)
    return at


def _read_integer(data: bytes, at: int) -> tuple[int, int]:
    """Return an integer in zigzag encoding and where it ends."""
    value, at = _read_varint(data, at)
    return value >> 1 ^ -(value & 1), at


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while (byte := data[at]) & 128:
        value |= (byte & 127) << shift
        shift, at = shift + 7, at + 1
        if shift > 63:
            raise ValueError("a number of more than 64 bits in the header of a page")
    return value | byte << shift, at + 1

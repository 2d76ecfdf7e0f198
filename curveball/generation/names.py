"""The identifiers of samples."""

from curveball.config.errors import CurveballError

_MAX_DIGITS = 19  # of an index: that of 64 bits has as many


def sample_id(class_name: str, index: int) -> str:
    """Return the identifier of a sample: helical-0001234."""
    return f"{class_name}-{index:07d}"


def parse_sample_id(name: str) -> tuple[str, int]:
    """Return the class and the index that the identifier of a sample tells. Leading zeros may be left out.

    Raises:
        CurveballError: It is not the identifier of a sample.
    """
    class_name, _, index = name.rpartition("-")
    if not class_name or not index.isascii() or not index.isdecimal() or len(index) > _MAX_DIGITS:
        raise CurveballError(f"{name!r:.80} is not the name of a sample, such as {sample_id('helical', 42)}")
    return class_name, int(index)

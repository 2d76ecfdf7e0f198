"""Files that differ from the manifest are named."""

from tests.support.faults import a_file_missing, a_flipped_bit, an_extra_file
from tests.support.planting import VALIDATION


def test_a_faulty_file_is_named(copy):
    a_flipped_bit(copy)
    found = copy.measure()
    assert found["files"].examples == [VALIDATION]
    assert found["page_checksums"].examples == ["validation-00000.parquet"]


def test_a_missing_and_an_extra_file_are_named(copy):
    a_file_missing(copy)
    an_extra_file(copy)
    assert copy.measure()["files"].examples == ["data/test-00009.parquet", VALIDATION]

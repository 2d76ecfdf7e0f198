"""Files are named that are not what was merged."""

from tests.support.faults import a_file_missing, a_file_too_many, a_flipped_bit
from tests.support.planting import VALIDATION


def test_a_faulty_file_is_named(copy):
    a_flipped_bit(copy)
    found = copy.measure()
    assert found["files"].details["examples"] == [VALIDATION]
    assert found["page_checksums"].details["examples"] == ["validation-00000.parquet"]


def test_a_file_that_is_missing_or_too_many_is_named(copy):
    a_file_missing(copy)
    a_file_too_many(copy)
    assert copy.measure()["files"].details["examples"] == ["data/test-00009.parquet", VALIDATION]

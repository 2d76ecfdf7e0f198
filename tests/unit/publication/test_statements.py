"""What a dataset is for and what it is not for is stated in full."""

from curveball.publication.statements import statements


def test_nothing_is_left_empty(facts):
    told = statements(facts)
    assert all(told)
    assert facts.manifest.fingerprint in told.maintenance

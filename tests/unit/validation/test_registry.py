"""All checks that see rows, together."""


def test_names_and_promises_are_told_apart(copy):
    found = copy.measure().values()
    assert len({measurement.name for measurement in found}) == len({measurement.promise for measurement in found})

"""Samples are added up."""

from curveball.export.progress import Count


def test_the_sum_is_reported():
    sums: list[int] = []
    count = Count(sums.append)
    for samples in (3, 4):
        count.add(samples)

    assert sums == [3, 7]

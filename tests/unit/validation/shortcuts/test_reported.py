"""Other scores are reported without a bound."""

import numpy as np


def test_every_probe_has_its_score_and_no_bound(audited_copy):
    found = audited_copy.check("reported_probes")
    assert (found.status, found.bound, found.value) == ("reported", None, None)
    assert found.details.chance == 0.5
    assert [probe.name for probe in found.details.probes] == [
        "all frames without their order",
        "mean image",
        "darkest-pixel image",
        "three consecutive frames",
        "first and last frame",
        "lengths of all steps, sorted",
        "length of the path over its extent",
        "bytes of the compressed video",
    ]
    for probe in found.details.probes:
        assert 0 <= probe.low <= probe.accuracy <= probe.high <= 1


def test_a_class_that_starts_and_ends_elsewhere_is_reported(audited_copy):
    def change(positions: np.ndarray, labels: np.ndarray) -> np.ndarray:
        positions[:, -1, 0] = positions[:, 0, 0] + 5 * (labels - 0.5)
        return positions

    audited_copy.change("trajectory_2d", change)
    probes = {probe.name: probe for probe in audited_copy.check("reported_probes").details.probes}
    assert probes["first and last frame"].accuracy > 0.9

"""What stronger classifiers add is stated for existing scores, and is little."""

from curveball.validation.shortcuts.calibration import BELOW_REFERENCE


def test_every_difference_belongs_to_a_score_and_is_at_most_two_hundredths(audited_copy):
    outcome = audited_copy.measure()
    reported = {probe.name: probe.below_reference for probe in outcome["reported_probes"].details.probes}
    stated = reported | {check.name: check.below_reference for check in outcome.checks}
    for name, below in BELOW_REFERENCE.items():
        assert 0 <= below <= 0.02
        assert stated[name] == below

"""What stronger classifiers add is stated for existing scores, and is little."""

from curveball.config.model import Config
from curveball.validation.registry import Registry
from curveball.validation.shortcuts.calibration import BELOW_REFERENCE


def test_what_stronger_classifiers_add_is_stated_beside_each_score(audited_copy):
    reported = {probe.name: probe.below_reference for probe in audited_copy.check("reported_probes").details.probes}
    stated = reported | {name: audited_copy.check(name).below_reference for name in ("bounding_box", "ball_pixels")}
    assert stated == {name: BELOW_REFERENCE[name] for name in stated}


def test_every_difference_belongs_to_a_score_and_is_at_most_two_hundredths(audited_copy):
    reported = {probe.name for probe in audited_copy.check("reported_probes").details.probes}
    assert BELOW_REFERENCE.keys() <= reported | {check.name for check in Registry(Config(), "").checks}
    assert all(0 <= below <= 0.02 for below in BELOW_REFERENCE.values())

"""What stronger classifiers add is stated for existing scores, and is little."""

from curveball.config.model import Config
from curveball.validation.registry import Registry
from curveball.validation.shortcuts.calibration import BELOW_REFERENCE


def test_what_stronger_classifiers_add_is_stated_beside_each_score(audited_copy):
    reported = audited_copy.check("reported_probes").details.probes
    stated = {probe.name: probe.below_reference for probe in reported}
    assert stated == {name: BELOW_REFERENCE[name] for name in stated}
    assert audited_copy.check("ball_pixels").below_reference == BELOW_REFERENCE["ball_pixels"]
    assert BELOW_REFERENCE.keys() <= stated.keys() | {check.name for check in Registry(Config(), "").checks}


def test_stronger_classifiers_add_at_most_two_hundredths():
    assert all(0 <= below <= 0.02 for below in BELOW_REFERENCE.values())

"""Regions of quantities: what they contain, and how invalid ones are explained."""

import numpy as np
import pytest

from curveball.config.building import build
from curveball.config.errors import ConfigError
from curveball.config.hold_out import COMMON_QUANTITIES, Region, quantities_of
from curveball.config.loading import parse_config
from curveball.structures import to_json


def parse(hold_out):
    return parse_config({"splits": {"hold_out": hold_out}})


@pytest.mark.parametrize(
    ("region", "inside", "words"),
    [
        ({"above": 2}, [3, 4], "above 2"),
        ({"below": 2}, [0, 1], "below 2"),
        ({"between": [1, 3]}, [1, 2, 3], "from 1 to 3"),
        ({"below": 1, "above": 3}, [0, 4], "below 1 or above 3"),
        ({"below": 1, "between": [3, 3]}, [0, 3], "below 1 or from 3 to 3"),
    ],
)
def test_a_region_contains_what_any_of_its_keys_says(region, inside, words):
    region = build(Region, region)
    assert np.flatnonzero(region.contains(np.array([0.0, 1, 2, 3, 4, np.nan]))).tolist() == inside
    assert str(region) == words


def test_it_is_written_as_it_is_read():
    config = parse({"circular.radius_m": {"above": 0.8}, "extent": {"between": [0.1, 0.2]}})
    written = to_json(config)
    assert written["splits"]["hold_out"] == {"circular.radius_m": {"above": 0.8}, "extent": {"between": [0.1, 0.2]}}
    assert parse_config(written) == config


def test_a_parameter_belongs_to_its_class_and_other_quantities_to_all():
    config = parse({"circular.radius_m": {"above": 0.8}, "extent": {"above": 0.1}, "helical.turns": None})
    assert quantities_of(config, "circular") == {"circular.radius_m": "radius_m", "extent": "extent"}
    assert quantities_of(config, "helical") == {"extent": "extent"}


def test_each_common_quantity_can_be_held_out():
    limits = {"extent": 0.1, "elevation_deg": 10, "field_of_view_deg": 30, "pace_bend": 0.5, "jitter_std": 0.004}
    assert tuple(limits) == COMMON_QUANTITIES
    parse({name: {"above": limit} for name, limit in limits.items()})


@pytest.mark.parametrize(
    ("hold_out", "message"),
    [
        ({"circular.radus_m": {"above": 1}}, r"unknown quantity 'circular.radus_m'. Did you mean circular.radius_m\?"),
        ({"spiral.radius_m": {"above": 1}}, "unknown quantity 'spiral.radius_m'.*There are extent, elevation_deg"),
        ({"circular.radius_m": {"above": 1}}, "radius_m: above 1 is no value of this .* which has 0.3 to 0.9; hold"),
        ({"circular.radius_m": {"below": 1}}, "radius_m: below 1 is every value"),
        ({"extent": {"above": 0.1, "below": 0.2}}, r"any of several keys suffices.*write between: \[0.1, 0.2\]"),
        ({"extent": {}}, "must have at least one of the keys above, below and between"),
        ({"extent": {"abve": 0.1}}, "splits.hold_out.extent.abve: unknown key. Did you mean above"),
        ({"extent": {"above": "much"}}, "splits.hold_out.extent.above: must be a valid number"),
        ({"extent": {"between": [0.2, 0.1]}}, r"splits.hold_out.extent.between: must be \[low, high\]"),
        ({"extent": 0.1}, "splits.hold_out.extent: must be a mapping of keys to values; found 0.1"),
        ([], "splits.hold_out: must be a mapping of keys to values; found"),
        ({"circular": {"radius_m": {"above": 0.8}}}, "write the class and its parameter as one key, circular.radius_m"),
        ({5: {"above": 1}}, "splits.hold_out: keys must be strings; found 5"),
    ],
)
def test_an_invalid_region_is_explained(hold_out, message):
    with pytest.raises(ConfigError, match=message):
        parse(hold_out)

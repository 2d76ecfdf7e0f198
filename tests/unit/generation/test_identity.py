"""An identity is a digest of all that a result depends on."""

import pytest

from curveball.config.loading import parse_config
from curveball.generation.identity import dataset_identity, identity
from curveball.structures import to_json


def test_an_identity_depends_on_names_and_values_not_on_their_order():
    spec = {"seed": 42, "settings": {"width": 64, "height": 32}}
    same = {"settings": {"height": 32, "width": 64}, "seed": 42}
    exchanged = {"seed": 42, "settings": {"width": 32, "height": 64}}
    assert identity(spec) == identity(same) != identity(exchanged)


def test_a_dataset_depends_on_all_settings_but_those_of_checks_shards_and_exports():
    def of(settings):
        return dataset_identity(to_json(parse_config(settings)))

    assert of({"exports": ["npz"]}) == of({})
    assert of({"samples_per_shard": 20}) == of({"checks": {"regenerated_fraction": 0.5}}) == of({})
    assert len({of({}), of({"seed": 43}), of({"rows_per_file": 9}), of({"samples_per_class": 9})}) == 4


def test_a_number_that_json_cannot_hold_has_no_identity():
    with pytest.raises(ValueError, match="not JSON compliant"):
        identity({"extent": float("nan")})

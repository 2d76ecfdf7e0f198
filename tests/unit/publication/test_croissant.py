"""The metadata for machines. `tests/ecosystem` reads records through it with `mlcroissant`."""

import hashlib
import json

from curveball.dataset.layout import MANIFEST
from curveball.generation.schema import dataset_schema
from curveball.publication.croissant import render_croissant


def test_every_column_is_a_field_of_the_samples(facts):
    samples = json.loads(render_croissant(facts))["recordSet"][-1]
    names = [field["name"] for field in samples["field"]]

    assert sorted(names) == sorted(["split", *dataset_schema(facts.config).names])


def test_splits_and_classes_are_listed(facts):
    splits, classes, _ = json.loads(render_croissant(facts))["recordSet"]

    assert [row["splits/name"] for row in splits["data"]] == ["train", "validation", "test"]
    assert classes["data"][1] == {"classes/label": 1, "classes/name": "circular"}


def test_the_manifest_has_its_checksum(facts, published):
    manifest = json.loads(render_croissant(facts))["distribution"][0]
    assert manifest["sha256"] == hashlib.sha256((published.dataset / MANIFEST).read_bytes()).hexdigest()


def test_the_fields_of_responsible_ai_are_filled(facts):
    content = json.loads(render_croissant(facts))
    told = {name: value for name, value in content.items() if name.startswith("rai:")}

    assert {"rai:dataUseCases", "rai:dataLimitations", "rai:dataBiases", "rai:personalSensitiveInformation"} <= set(
        told
    )
    assert all(told.values())

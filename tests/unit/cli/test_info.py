"""`curveball info` tells what a dataset contains."""

import json

from curveball.dataset.layout import MANIFEST
from curveball.dataset.manifest import read_manifest


def test_the_facts_are_those_of_the_manifest(run, made):
    facts = json.loads(run("info", made.folder, "--json").stdout)

    assert facts["fingerprint"] == read_manifest(made.folder / MANIFEST).fingerprint
    assert facts["splits"]["train"] == {"samples": 78, "files": 4}
    assert facts["video_shape"] == [16, 64, 64, 3]
    assert facts["changed_settings"] == {"samples_per_class": 24, "samples_per_shard": 10, "rows_per_file": 20}


def test_the_text_tells_the_same(run, made):
    text = run("info", made.folder).stdout

    assert "96 videos" in text
    assert "train 78, validation 10, test 8" in text
    assert "samples_per_class=24" in text

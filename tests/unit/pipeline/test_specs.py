import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import curveball
from curveball.config import parse_config
from curveball.identity import (
    SHARD_CODE,
    code_digest,
    merge_spec,
    report_spec,
    shard_spec,
    validate_spec,
)

PACKAGE = Path(curveball.__file__).parent
# What turns the configuration into values, which are in the spec themselves; and this file.
CONFIGURATION = {"__init__.py", "config.py", "errors.py", "motions/__init__.py", "ranges.py"}


def shards_of(settings: dict, count: int = 2) -> list[dict]:
    config = parse_config({"samples_per_class": 100, "samples_per_shard": 50} | settings)
    return [shard_spec(config, name, shard) for name in config.classes for shard in range(count)]


def test_a_shard_says_which_samples_it_holds():
    config = parse_config({"samples_per_class": 120, "samples_per_shard": 50})
    cut = [(spec["first"], spec["count"]) for spec in (shard_spec(config, "helical", shard) for shard in range(3))]
    assert cut == [(0, 50), (50, 50), (100, 20)]
    assert shard_spec(config, "helical", 0)["class_name"] == "helical"
    assert shard_spec(config, "helical", 0)["label"] == 2


@pytest.mark.parametrize(
    "settings",
    [
        {"seed": 43},
        {"frames": 8},
        {"height": 48},
        {"width": 48},
        {"grayscale": True},
        {"style": "trail"},
        {"background": "#eeeeee"},
        {"ball": {"outline": 0.2}},
        {"framing": {"attempts": 65}},
        {"jitter": {"probability": 0.7}},
    ],
)
def test_what_a_sample_depends_on_makes_every_shard_stale(settings):
    for before, after in zip(shards_of({}), shards_of(settings), strict=True):
        assert before != after


@pytest.mark.parametrize(
    "settings",
    [
        {"samples_per_class": 200},
        {"rows_per_file": 10},
        {"splits": {"train": 0.7, "validation": 0.2, "test": 0.1}},
        {"checks": {"audited": 0.5}},
    ],
)
def test_what_a_sample_does_not_depend_on_makes_no_shard_stale(settings):
    assert shards_of(settings) == shards_of({})


def test_width_and_height_exchanged_are_another_shard():
    assert shards_of({"height": 40, "width": 60}) != shards_of({"height": 60, "width": 40})


def test_fewer_samples_make_only_the_cut_shard_stale():
    before, after = shards_of({}), shards_of({"samples_per_class": 80})
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False] * 4


def test_a_range_of_one_class_makes_only_its_shards_stale():
    classes = {name: {} for name in ("linear", "circular", "helical", "parabolic")}
    changed = classes | {"helical": {"turns": [2.0, 2.5]}}
    before, after = shards_of({"classes": classes}), shards_of({"classes": changed})
    assert {new["class_name"] for old, new in zip(before, after, strict=True) if old != new} == {"helical"}


def test_a_class_added_at_the_end_makes_no_other_stale():
    fewer = shards_of({"classes": {"linear": {}, "circular": {}}})
    assert shards_of({"classes": {"linear": {}, "circular": {}, "helical": {}}})[:4] == fewer


def test_the_merge_depends_on_everything_but_checks_and_the_cut_into_shards():
    def merged(settings):
        return merge_spec(parse_config(settings))

    assert merged({"checks": {"audited": 0.5}}) == merged({"samples_per_shard": 10}) == merged({})
    for settings in ({"samples_per_class": 9}, {"rows_per_file": 9}, {"seed": 1}, {"classes": {"linear": {}}}):
        assert merged(settings) != merged({}), settings


def test_the_validation_depends_on_the_checks_too():
    assert validate_spec(parse_config({"checks": {"audited": 0.5}})) != validate_spec(parse_config({}))


def test_each_phase_depends_on_its_own_code():
    config = parse_config({})
    digests = [spec(config)["code"] for spec in (merge_spec, validate_spec, report_spec)]
    digests += [shard_spec(config, name, 0)["code"] for name in config.classes]
    assert len(set(digests)) == 7


def test_the_code_of_a_shard_is_every_module_that_makes_it():
    """In a process of its own, since this one has loaded all modules."""
    program = (
        "import sys, curveball.shards; curveball.Config(); "
        "print(*(module.__file__ for name, module in sys.modules.items() if name.startswith('curveball')), sep='\\n')"
    )
    listed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=PACKAGE.parent, check=True
    )
    loaded = {Path(file).relative_to(PACKAGE).as_posix() for file in listed.stdout.splitlines()}
    own_files = {f"motions/{name}.py" for name in ("linear", "circular", "helical", "parabolic")}
    assert set(SHARD_CODE) == loaded - CONFIGURATION - own_files


def test_code_is_known_by_its_content_not_by_its_time_stamp(tmp_path):
    """In a copy of the package, and so in a process of its own."""
    shutil.copytree(PACKAGE, tmp_path / "curveball", ignore=shutil.ignore_patterns("__pycache__"))
    program = """if True:
        from pathlib import Path
        from curveball.identity import code_digest

        def tell():
            code_digest.cache_clear()
            print(code_digest("camera.py"), code_digest("motions"))

        tell()
        Path("curveball/camera.py").touch()
        tell()
        with open("curveball/camera.py", "a") as file:
            file.write("# more")
        tell()
        Path("curveball/motions/spiral.py").touch()
        tell()
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=True)
    here, touched, edited, added = (line.split() for line in done.stdout.splitlines())
    assert here == touched == [code_digest("camera.py"), code_digest("motions")]
    assert edited[0] != here[0]
    assert edited[1] == here[1]
    assert added[0] == edited[0]
    assert added[1] != edited[1]

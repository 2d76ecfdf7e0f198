import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

import curveball
from curveball.config.loading import parse_config
from curveball.pipeline.specs import code_closure, merge_spec, report_spec, shard_spec, validate_spec, verdict_spec

PACKAGE = Path(curveball.__file__).parent
CLASSES = ("linear", "circular", "helical", "parabolic")
SCRIPTS = {
    "generate_shard": ("helical",),
    "merge_dataset": CLASSES,
    "validate_dataset": CLASSES,
    "write_report": CLASSES,
    "enforce_checks": (),
}


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
        {"framing": {"max_attempts": 65}},
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
        {"checks": {"regenerated_fraction": 0.5}},
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

    assert merged({"checks": {"regenerated_fraction": 0.5}}) == merged({"samples_per_shard": 10}) == merged({})
    for settings in ({"samples_per_class": 9}, {"rows_per_file": 9}, {"seed": 1}, {"classes": {"linear": {}}}):
        assert merged(settings) != merged({}), settings


def test_the_validation_depends_on_the_checks_too():
    assert validate_spec(parse_config({"checks": {"regenerated_fraction": 0.5}})) != validate_spec(parse_config({}))


def test_each_phase_depends_on_its_own_code():
    config = parse_config({})
    digests = [spec(config)["code"] for spec in (merge_spec, validate_spec, report_spec)]
    digests += [shard_spec(config, name, 0)["code"] for name in config.classes]
    assert len({*digests, verdict_spec()["code"]}) == 8


def modules_of(script: str) -> set[str]:
    """Return the modules of the library in the closure of a script, by their dotted names."""
    files = [file for file in code_closure(script, *SCRIPTS[script]).files if file.suffix == ".py"]
    paths = [file.relative_to(PACKAGE.parent).with_suffix("") for file in files if PACKAGE in file.parents]
    return {".".join(path.parts).removesuffix(".__init__") for path in paths}


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Every import statement of the library, as a parser finds them."""
    return grimp.build_graph("curveball", cache_dir=None)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_code_of_a_result_is_what_the_import_graph_says(script, imports):
    modules = modules_of(script)
    for module in modules:
        assert imports.find_modules_directly_imported_by(module) <= modules, module
    roots = {"curveball"} | {f"curveball.motions.{name}" for name in SCRIPTS[script]}
    text = (PACKAGE.parent / "workflow" / "scripts" / f"{script}.py").read_text(encoding="utf-8")
    for module in modules - roots:
        is_package = any(other.startswith(f"{module}.") for other in modules)
        importers = imports.find_modules_that_directly_import(module) & modules
        assert is_package or importers or f"from {module} import" in text, f"{module}: no reason to be there"


@pytest.mark.parametrize(("script", "program"), [("generate_shard", "from curveball.generation import shards")])
def test_the_code_of_a_shard_holds_every_module_that_its_job_loads(script, program):
    """In a process of its own, since this one has loaded all modules."""
    program += "; import sys; import curveball.motions.helical; print(*sys.modules)"
    listed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=PACKAGE.parent, check=True
    )
    loaded = {name for name in listed.stdout.split() if name.partition(".")[0] == "curveball"}
    defaults = {f"curveball.motions.{name}" for name in CLASSES if name != "helical"}
    assert loaded - defaults <= modules_of(script)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_room_that_runs_jobs_is_in_no_result(script):
    assert not any(module.startswith("curveball.pipeline") for module in modules_of(script))


def test_templates_belong_to_the_report_alone():
    for script, class_names in SCRIPTS.items():
        names = {file.name for file in code_closure(script, *class_names).files}
        assert ("page.html.jinja" in names) == (script == "write_report")


def test_a_result_knows_the_versions_of_what_its_code_imports():
    assert "jinja2" in report_spec(parse_config({}))["versions"]
    assert set(shard_spec(parse_config({}), "helical", 0)["versions"]) == {
        "numpy",
        "pyarrow",
        "pydantic",
        "pydantic_core",
        "pyyaml",
        "xxhash",
    }


TELL = """
from curveball.config.loading import parse_config
from curveball.pipeline import specs
config = parse_config({})
codes = {f"generate_{name}": specs.shard_spec(config, name, 0) for name in config.classes}
codes |= {"merge": specs.merge_spec(config), "validate": specs.validate_spec(config)}
codes |= {"report": specs.report_spec(config), "verdict": specs.verdict_spec()}
for rule, spec in codes.items():
    print(rule, spec["code"])
"""


class CopyOfTheCode:
    """A copy of library and scripts, whose specs are told by a process of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name in ("curveball", "workflow"):
            shutil.copytree(PACKAGE.parent / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))

    def codes(self) -> dict[str, str]:
        done = subprocess.run([sys.executable, "-c", TELL], capture_output=True, text=True, cwd=self.folder, check=True)
        return dict(line.split() for line in done.stdout.splitlines())

    def stale_after_editing(self, name: str) -> set[str]:
        before = self.codes()
        with open(self.folder / name, "a", encoding="utf-8") as file:
            file.write("\n# edited\n")
        return {rule for rule, code in self.codes().items() if code != before[rule]}


SHARDS = {f"generate_{name}" for name in CLASSES}
AFTER_SHARDS = {"merge", "validate", "report"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("curveball/motions/helical.py", {"generate_helical"} | AFTER_SHARDS),
        ("curveball/numerics/portable_math.py", SHARDS | AFTER_SHARDS),
        ("curveball/dataset/merging.py", {"merge"}),
        ("curveball/validation/shortcuts/probes.py", {"validate"}),
        ("curveball/report/template/page.css", {"report"}),
        ("curveball/validation/verdict.py", {"verdict"}),
        ("curveball/pipeline/progress.py", set()),
        ("curveball/dataset/reader.py", set()),
        ("workflow/scripts/merge_dataset.py", {"merge"}),
    ],
)
def test_an_edit_changes_the_specs_that_depend_on_it(name, expected, tmp_path):
    assert CopyOfTheCode(tmp_path).stale_after_editing(name) == expected


def test_a_helper_that_only_one_class_imports_belongs_to_it(tmp_path):
    copy = CopyOfTheCode(tmp_path)
    (tmp_path / "curveball/motions/_coils.py").write_text("TURNS = 2\n")
    with open(tmp_path / "curveball/motions/helical.py", "a", encoding="utf-8") as file:
        file.write("\nfrom curveball.motions._coils import TURNS\n")
    assert copy.stale_after_editing("curveball/motions/_coils.py") == {"generate_helical"} | AFTER_SHARDS


def test_code_is_known_by_its_content_not_by_its_time_stamp(tmp_path):
    copy = CopyOfTheCode(tmp_path)
    before = copy.codes()
    (tmp_path / "curveball/generation/camera.py").touch()
    assert copy.codes() == before

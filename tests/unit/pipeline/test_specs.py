"""Each result depends on exactly the settings, the code and the versions that its bytes depend on."""

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import grimp
import pytest

import curveball
from curveball.config.loading import parse_config
from curveball.pipeline import specs
from curveball.pipeline.specs import (
    code_closure,
    code_digests,
    describe_spec,
    merge_spec,
    phases,
    report_spec,
    shard_spec,
    validate_spec,
    verdict_spec,
)

PACKAGE = Path(curveball.__file__).parent
ROOT = PACKAGE.parent
CLASSES = ("linear", "circular", "helical", "parabolic")


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
        {"exports": ["npz"]},
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

    assert merged({"checks": {"regenerated_fraction": 0.5}}) == merged({"samples_per_shard": 20}) == merged({})
    for settings in ({"samples_per_class": 9}, {"rows_per_file": 9}, {"seed": 1}, {"classes": {"linear": {}}}):
        assert merged(settings) != merged({}), settings


def test_nothing_depends_on_exports():
    for spec in (merge_spec, validate_spec, report_spec):
        assert spec(parse_config({"exports": ["npz"]})) == spec(parse_config({}))


def test_the_validation_depends_on_the_checks_too():
    assert validate_spec(parse_config({"checks": {"regenerated_fraction": 0.5}})) != validate_spec(parse_config({}))


def test_each_phase_depends_on_its_own_code():
    config = parse_config({})
    digests = [spec(config)["code"] for spec in (merge_spec, validate_spec, describe_spec, report_spec)]
    digests += [shard_spec(config, name, 0)["code"] for name in config.classes]
    assert len({*digests, verdict_spec()["code"]}) == 9


SCRIPT_OF_RULE = {f"generate_{name}": "generate_shard" for name in CLASSES} | {
    "merge_part": "merge_part",
    "merge_dataset": "merge_dataset",
    "validate_part": "validate_part",
    "validate_dataset": "validate_dataset",
    "describe_dataset": "describe_dataset",
    "write_report": "write_report",
    "enforce_checks": "enforce_checks",
    "export_npz": "export_dataset",
}
"""Each rule, and the script that it runs."""
RUNS_JOBS = {f"curveball.pipeline.{name}" for name in ("job_log", "jobs", "records", "specs")}
"""What scripts use to run a job, and what puts nothing into a result."""


def classes_of(rule: str) -> tuple[str, ...]:
    """Return the classes whose modules a job of a rule loads."""
    class_name = rule.removeprefix("generate_")
    if class_name in CLASSES:
        return (class_name,)
    return () if rule in ("enforce_checks", "export_npz") else CLASSES


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Every import statement of the library, as a parser finds them."""
    return grimp.build_graph("curveball", cache_dir=None)


def imported_by_script(script: str) -> set[str]:
    """Return the modules of the library that the import statements of a script name, as a parser finds them."""
    tree = ast.parse((ROOT / "workflow" / "scripts" / f"{script}.py").read_text(encoding="utf-8"))
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return {node.module for node in froms} | {f"{node.module}.{name.name}" for node in froms for name in node.names}


def with_packages(modules: Iterable[str]) -> set[str]:
    """Return modules and the packages in which they are, whose `__init__.py` is run as well."""
    parts = [module.split(".") for module in modules]
    return {".".join(names[: end + 1]) for names in parts for end in range(len(names))}


def expected_modules(rule: str, imports: grimp.ImportGraph) -> set[str]:
    """Return the modules that a job of a rule can load, by the import graph, without those that only run jobs."""
    roots = imported_by_script(SCRIPT_OF_RULE[rule]) | {f"curveball.motions.{name}" for name in classes_of(rule)}
    found: set[str] = set()
    new = (roots & imports.modules) - RUNS_JOBS
    while new := with_packages(new) - found:
        found |= new
        new = set().union(*(imports.find_modules_directly_imported_by(module) for module in new))
    return found


@pytest.mark.parametrize("rule", SCRIPT_OF_RULE)
def test_the_code_of_a_result_is_what_the_import_graph_says(rule, imports):
    files = [file for file in code_closure(SCRIPT_OF_RULE[rule], *classes_of(rule)).files if file.suffix == ".py"]

    assert {name_of(file) for file in files if PACKAGE in file.parents} == expected_modules(rule, imports)


def name_of(file: Path) -> str:
    """Return the dotted name of a module of the library."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_only_pages_depend_on_their_templates():
    for rule, script in SCRIPT_OF_RULE.items():
        names = {file.name for file in code_closure(script, *classes_of(rule)).files}
        assert ("page.html.jinja" in names) == (rule == "write_report")
        assert ("card.md.jinja" in names) == (rule == "describe_dataset")


def test_a_result_knows_the_versions_of_what_its_code_imports():
    assert {"jinja2", "pandas"} <= report_spec(parse_config({}))["versions"].keys()
    assert set(shard_spec(parse_config({}), "helical", 0)["versions"]) == {
        "msgspec",
        "numpy",
        "pyarrow",
        "pyyaml",
        "xxhash",
    }


def test_the_description_depends_on_the_citation(tmp_path, monkeypatch):
    config = parse_config({})
    before = describe_spec(config)
    monkeypatch.setattr(specs, "CITATION", tmp_path / "CITATION.cff")
    (tmp_path / "CITATION.cff").write_text("title: Other\n")

    assert describe_spec(config)["citation"] != before["citation"]


def test_the_provenance_names_the_code_and_versions_of_each_phase():
    found = phases(parse_config({}))

    assert list(found) == ["generate_shard", "merge_dataset", "validate_dataset", "describe_dataset"]
    assert found["merge_dataset"]["code"] == merge_spec(parse_config({}))["code"]
    assert "numpy" in found["generate_shard"]["versions"]


def test_the_report_names_the_digest_of_the_code_of_each_phase():
    config = parse_config({})
    digests = code_digests(config)

    assert list(digests) == ["generate_shard", "merge_dataset", "validate_dataset", "write_report"]
    assert digests["merge_dataset"] == merge_spec(config)["code"]


EDIT_EACH_FILE = """
import json, sys
from pathlib import Path
from curveball.config.loading import parse_config
from curveball.pipeline import specs

def codes():
    specs._file_digest.cache_clear()
    specs._software.cache_clear()
    found = {f"generate_{name}": specs.shard_spec(config, name, 0) for name in config.classes}
    found |= {"merge_dataset": specs.merge_spec(config), "validate_dataset": specs.validate_spec(config)}
    found |= {"merge_part": specs.merge_part_spec(config, 0), "validate_part": specs.validate_part_spec(config, 0)}
    found |= {"describe_dataset": specs.describe_spec(config)}
    found |= {"write_report": specs.report_spec(config), "enforce_checks": specs.verdict_spec()}
    found |= {"export_npz": specs.export_spec("npz")}
    return {rule: spec["code"] for rule, spec in found.items()}

config = parse_config({})
before = codes()
for name in json.load(sys.stdin):
    path = Path(name)
    content = path.read_bytes()
    path.write_bytes(content + b"\\n# edited\\n")
    print(json.dumps([name, [rule for rule, code in codes().items() if code != before[rule]]]))
    path.write_bytes(content)
assert codes() == before
"""


class CopyOfTheCode:
    """A copy of the library and the scripts, to be edited, and a process of its own that imports it."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name in ("curveball", "workflow"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))

    def files(self) -> Iterator[str]:
        """Yield the names of all files of the library and of the scripts."""
        for folder in ("curveball", "workflow/scripts"):
            paths = (path for path in (self.folder / folder).rglob("*") if path.is_file())
            yield from (path.relative_to(self.folder).as_posix() for path in paths)

    def stale_after_editing(self, *names: str) -> dict[str, set[str]]:
        """Edit files one after the other, undo each edit, and return the rules whose spec it changed, by file."""
        done = subprocess.run(
            [sys.executable, "-B", "-c", EDIT_EACH_FILE],
            input=json.dumps(names),
            capture_output=True,
            text=True,
            cwd=self.folder,
            check=True,
        )
        return {name: set(rules) for name, rules in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def stale(tmp_path_factory) -> dict[str, set[str]]:
    """The rules that an edit of each file of the library and of the scripts makes stale."""
    copy = CopyOfTheCode(tmp_path_factory.mktemp("code"))
    return copy.stale_after_editing(*copy.files())


SHARDS = {f"generate_{name}" for name in CLASSES}
AFTER_SHARDS = {"merge_part", "merge_dataset", "validate_part", "validate_dataset", "describe_dataset", "write_report"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("curveball/motions/helical.py", {"generate_helical"} | AFTER_SHARDS),
        ("curveball/numerics/portable_math.py", SHARDS | AFTER_SHARDS | {"export_npz"}),
        ("curveball/dataset/merging.py", {"merge_part", "merge_dataset"}),
        ("curveball/validation/shortcuts/probes.py", {"validate_part", "validate_dataset"}),
        ("curveball/report/template/page.css", {"write_report"}),
        ("curveball/report/images.py", {"describe_dataset", "write_report"}),
        ("curveball/publication/template/card.md.jinja", {"describe_dataset"}),
        ("curveball/validation/verdict.py", {"enforce_checks", "write_report"}),
        ("curveball/pipeline/benchmarks.py", {"write_report"}),
        ("curveball/pipeline/job_log.py", set()),
        ("curveball/pipeline/progress.py", set()),
        ("curveball/dataset/reader.py", set()),
        ("curveball/export/array_files.py", {"export_npz"}),
        ("curveball/__init__.pyi", set()),
        ("workflow/scripts/generate_shard.py", SHARDS),
        ("workflow/scripts/merge_dataset.py", {"merge_dataset"}),
    ],
)
def test_an_edit_makes_stale_what_depends_on_it(stale, name, expected):
    assert stale[name] == expected


def test_an_edit_of_any_module_makes_stale_the_rules_that_the_import_graph_says(stale, imports):
    reachable = {rule: expected_modules(rule, imports) for rule in SCRIPT_OF_RULE}
    modules = {name: name_of(ROOT / name) for name in stale if name.startswith("curveball/") and name.endswith(".py")}

    assert set(modules.values()) == imports.modules
    for name, module in modules.items():
        assert stale[name] == {rule for rule, found in reachable.items() if module in found}, name


def test_an_edit_of_any_script_makes_stale_its_own_rules(stale):
    for script in {*SCRIPT_OF_RULE.values()}:
        assert stale[f"workflow/scripts/{script}.py"] == {r for r, own in SCRIPT_OF_RULE.items() if own == script}


def test_files_that_are_added_belong_to_what_uses_them(tmp_path):
    copy = CopyOfTheCode(tmp_path)
    helper, icon = "curveball/motions/_coils.py", "curveball/report/template/icons/small/ball.svg"
    for name in (helper, icon):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    with open(tmp_path / "curveball/motions/helical.py", "a", encoding="utf-8") as file:
        file.write("\nfrom curveball.motions._coils import TURNS\n")
    (tmp_path / helper).write_text("TURNS = 2\n")

    assert copy.stale_after_editing(helper, icon) == {
        helper: {"generate_helical"} | AFTER_SHARDS,
        icon: {"write_report"},
    }

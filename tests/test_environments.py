"""What is installed: one set of versions, and no more in a job than it needs."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from curveball.config.loading import parse_config
from curveball.generation.identity import identity
from curveball.pipeline.specs import code_closure, shard_spec

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"python-xxhash": "xxhash", "matplotlib-base": "matplotlib", "py-xgboost-cpu": "xgboost-cpu"}
CLASS_NAME = "linear"
LOADED_BY_LOGS = {"curveball.dataset", "curveball.dataset.provenance"}
"""What the log of every job needs to tell the versions: it puts nothing into a result."""
RUN_TWO_JOBS = f"""
import json, runpy, sys
from pathlib import Path
from types import SimpleNamespace

folder = Path(sys.argv[1])
shard, manifest = folder / "shards/{CLASS_NAME}/00000.parquet", folder / "dataset/manifest.json"
config = {{"samples_per_class": 4, "classes": {{"{CLASS_NAME}": {{}}}}}}

def run(script, outputs, **inputs):
    params = SimpleNamespace(
        spec=json.loads(sys.argv[2]),
        identity="0" * 32,
        shard_identities=[sys.argv[3]],
        record=folder / "record.json",
        outdated=[folder / "verdict.txt"],
    )
    job = SimpleNamespace(
        rule=script, config=config, params=params, log=[folder / "log"], output=outputs, input=SimpleNamespace(**inputs)
    )
    runpy.run_path(f"workflow/scripts/{{script}}.py", init_globals={{"snakemake": job}}, run_name="__main__")
    print(script, *sys.modules)

run("generate_shard", [shard])
run("merge_dataset", [manifest], shards=[shard], parts=[])
"""
"""Runs the scripts of a shard and of the merge with what Snakemake gives them, and prints what each has loaded."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> dict[str, set[str]]:
    """The modules that the jobs of a shard and of the merge have loaded in the end, by their scripts."""
    spec = shard_spec(parse_config({"samples_per_class": 4, "classes": {CLASS_NAME: {}}}), CLASS_NAME, 0)
    command = [sys.executable, "-c", RUN_TWO_JOBS, str(tmp_path_factory.mktemp("jobs")), json.dumps(spec)]
    command.append(identity(spec))
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {script: set(modules) for script, *modules in map(str.split, run.stdout.splitlines())}


@pytest.mark.parametrize("script", ["generate_shard", "merge_dataset"])
def test_the_spec_of_a_result_covers_all_code_that_its_job_loads(loaded, script):
    files = [path.relative_to(ROOT) for path in code_closure(script, CLASS_NAME).files[1:]]
    in_spec = {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in files}
    own = {name for name in loaded[script] if name.partition(".")[0] == "curveball"}

    assert {name for name in own if not name.startswith("curveball.pipeline")} <= in_spec | LOADED_BY_LOGS


def test_a_shard_loads_nothing_that_only_the_merge_needs(loaded):
    assert "curveball.dataset.merging" in loaded["merge_dataset"] - loaded["generate_shard"]


@pytest.mark.parametrize("script", ["generate_shard", "merge_dataset"])
def test_jobs_that_handle_videos_load_no_package_that_they_can_do_without(loaded, script):
    packages = {name.partition(".")[0] for name in loaded[script]}

    assert {"numpy", "pyarrow", "msgspec", "xxhash"} <= packages
    assert not packages & {"jinja2", "matplotlib", "pandas", "PIL", "scipy", "snakemake", "xgboost", "yaml"}


def test_a_shard_does_without_the_module_of_pyarrow_that_takes_longest_to_import(loaded):
    assert "pyarrow.parquet" in loaded["generate_shard"]
    assert "pyarrow.compute" not in loaded["generate_shard"]


def test_the_conda_environment_has_the_versions_of_the_lock():
    lock = dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", (ROOT / "envs/pipeline.lock").read_text(), re.M))
    packages = yaml.safe_load((ROOT / "envs/curveball.yaml").read_text())["dependencies"]
    pinned = dict(package.split(" =") for package in packages if ">=" not in package)

    assert len(pinned) == 12
    assert {name: lock[CONDA_NAMES.get(name, name)] for name in pinned} == pinned


def test_the_workflow_asks_for_the_version_of_snakemake_that_the_package_requires():
    (required,) = re.findall(r'"snakemake >=([\d.]+),<10"', (ROOT / "pyproject.toml").read_text())
    assert f'min_version("{required}")' in (ROOT / "workflow/rules/code.smk").read_text()


def test_the_pipeline_has_what_the_archive_of_the_report_imports():
    """Snakemake does not require it, and ends `--report` with an error where it is missing."""
    lock = (ROOT / "envs/pipeline.lock").read_text()
    assert re.search(r"^pygments==", lock, re.M)


def test_locks_name_no_index_and_have_a_hash_for_every_package():
    for name in ("pipeline", "test", "docs", "browser", "cluster", "ecosystem", "alternatives"):
        text = (ROOT / f"envs/{name}.lock").read_text()
        assert "://" not in text
        assert re.findall(r"^[a-z].*==.*$", text, re.M)
        assert all(line.endswith("\\") for line in re.findall(r"^[a-z].*==.*$", text, re.M))

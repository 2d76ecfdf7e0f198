"""What is installed: one set of versions, and no more in a job than it needs."""

import re
import subprocess
import sys
from pathlib import Path

import yaml

from curveball.pipeline.specs import MERGE_CODE, SHARD_CODE

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {"python-xxhash": "xxhash", "matplotlib-base": "matplotlib"}
# Code that decides nothing about a file's bytes: what it yields is in the spec, or it only reports.
NOT_IN_A_SPEC = {
    "__init__.py",
    "config.py",
    "errors.py",
    "identity.py",
    "job_log.py",
    "lean_process.py",
    "motions/__init__.py",
    "ranges.py",
}
RUN_A_SHARD = """
import sys
from curveball.generation.lean_process import disable_pandas, use_system_memory
disable_pandas()
use_system_memory()
import curveball.pipeline.job_log
from curveball.config.loading import parse_config
from curveball.generation.shards import write_shard
config = parse_config({"classes": {"linear": {}}})
write_shard(config, "linear", 0, 4, sys.argv[1] + "/linear/00000.parquet", lambda done: None)
"""
RUN_A_MERGE = (
    RUN_A_SHARD
    + """
from pathlib import Path
from curveball.dataset.merging import merge_shards
config = parse_config({"classes": {"linear": {}}, "samples_per_class": 4})
merge_shards(config, [Path(sys.argv[1] + "/linear/00000.parquet")], Path(sys.argv[1] + "/dataset"), lambda done: None)
"""
)
PRINT_MODULES = (
    "\nprint(*(getattr(module, '__file__', None) or name for name, module in list(sys.modules.items())), sep='\\n')"
)


def loaded_by(code: str, folder: Path) -> set[str]:
    """Return what a process has loaded in the end: paths of files, or names of modules."""
    run = subprocess.run(
        [sys.executable, "-c", code + PRINT_MODULES, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(run.stdout.splitlines())


def own(files: set[str]) -> set[str]:
    """Return which of them are files of the library that a spec must tell of, relative to its folder."""
    package = f"{ROOT}/curveball/"
    return {file.removeprefix(package) for file in files if file.startswith(package)} - NOT_IN_A_SPEC


def test_all_code_that_a_shard_is_made_with_is_part_of_its_spec(tmp_path):
    assert own(loaded_by(RUN_A_SHARD, tmp_path)) == {*SHARD_CODE, "motions/linear.py"}


def test_all_code_that_a_dataset_is_merged_with_is_part_of_its_spec(tmp_path):
    merging = own(loaded_by(RUN_A_MERGE, tmp_path)) - own(loaded_by(RUN_A_SHARD, tmp_path))

    assert merging == {"merging.py", "splits.py"}
    assert merging <= set(MERGE_CODE)


def test_jobs_that_make_videos_load_no_library_that_they_can_do_without(tmp_path):
    loaded = "\n".join(loaded_by(RUN_A_MERGE, tmp_path))

    assert not re.search(r"site-packages/(pandas|matplotlib|sklearn|scipy|snakemake|jinja2|PIL)/", loaded)


def test_the_conda_environment_has_the_versions_of_the_lock():
    lock = dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", (ROOT / "envs/pipeline.lock").read_text(), re.M))
    packages = yaml.safe_load((ROOT / "envs/curveball.yaml").read_text())["dependencies"]
    pinned = dict(package.split(" =") for package in packages if ">=" not in package)

    assert len(pinned) == 13
    assert {name: lock[CONDA_NAMES.get(name, name)] for name in pinned} == pinned


def test_locks_name_no_index_and_have_a_hash_for_every_package():
    for name in ("pipeline", "test", "docs", "browser"):
        text = (ROOT / f"envs/{name}.lock").read_text()
        assert "http" not in text
        assert re.findall(r"^[a-z].*==.*$", text, re.M)
        assert all(line.endswith("\\") for line in re.findall(r"^[a-z].*==.*$", text, re.M))

"""Tools decide about format, lint, types and layers."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
RULES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "workflow" / "rules").glob("*.smk"))


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["snakefmt", "--check", "Snakefile", "workflow/Snakefile", *RULES],
        pytest.param(["snakemake", "--lint"], marks=pytest.mark.slow),
        ["codespell"],
        ["lint-imports"],
        ["mypy"],
    ],
    ids=" ".join,
)
def test_the_tree_is_clean_for(command):
    run = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_a_log_a_benchmark_an_environment_and_a_description(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    for rule in re.split(r"^ *rule\b", text, flags=re.M)[1:]:
        assert '"""' in rule
        for directive in ("log:", "benchmark:", "conda:", "script:"):
            assert f"    {directive}" in rule

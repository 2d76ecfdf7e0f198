"""The command as a whole: complete help, at once."""

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete

import curveball
from curveball.cli.main import cli

ROOT = Path(__file__).parents[3]
HELP_AND_TELL = """
import sys
from curveball.cli.main import cli
cli(["--help"], standalone_mode=False)
print(*sys.modules)
"""


def all_commands(group: click.Group, prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from all_commands(command, (*prefix, name))
        else:
            yield (*prefix, name), command


COMMANDS = dict(all_commands(cli))


def test_help_loads_no_library_but_click():
    run = subprocess.run([sys.executable, "-c", HELP_AND_TELL], cwd=ROOT, capture_output=True, text=True, check=True)
    packages = {name.partition(".")[0] for name in run.stdout.splitlines()[-1].split()}

    assert "click" in packages
    assert packages & {"numpy", "pandas", "PIL", "pyarrow", "msgspec", "snakemake", "torch", "xxhash", "yaml"} == set()


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_has_examples_and_the_meaning_of_everything(path, run):
    text = run(*path, "--help").stdout

    assert f"curveball {' '.join(path)} " in text.partition("Examples:")[2]
    assert all(option.help for option in COMMANDS[path].params if isinstance(option, click.Option))
    assert all(len(line) <= 100 for line in text.splitlines())
    assert COMMANDS[path].get_short_help_str(80).endswith(".")


def test_the_version_is_that_of_the_library(run):
    assert run("--version").stdout == f"curveball, version {curveball.__version__}\n"


def test_an_unknown_command_is_refused(run):
    result = run("confirm")
    assert result.exit_code == 2
    assert "No such command 'confirm'" in result.stderr


def test_shells_complete_commands_and_keys():
    complete = BashComplete(cli, {}, "curveball", "_CURVEBALL_COMPLETE").get_completions

    assert [item.value for item in complete([], "ver")] == ["verify"]
    assert "framing.extent" in [item.value for item in complete(["config", "explain"], "framing")]


@pytest.mark.parametrize(
    ("redirection", "code"),
    [(">&-", 0), (">/dev/full", 2), ("2>&- >/dev/null", 0)],
)
def test_any_output_will_do(redirection, code):
    """Of processes, because Python replaces streams that are closed when it starts."""
    command = f"{shlex.quote(sys.executable)} -c 'from curveball.cli.main import main; main()'"
    run = subprocess.run(f"{command} --help {redirection}", shell=True, cwd=ROOT, capture_output=True, text=True)  # noqa: S602

    assert run.returncode == code
    assert run.stderr in ("", "Error: No space left on device\n")

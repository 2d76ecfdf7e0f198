"""The command, called as a user calls it."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from curveball.cli.main import cli

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def run() -> Run:
    """`run("verify", folder)` calls the command with arguments; the result has exit_code, stdout and stderr."""
    return lambda *arguments: CliRunner().invoke(cli, [str(argument) for argument in arguments], prog_name="curveball")

"""Expected errors are one sentence."""

import click
import pytest
from click.testing import CliRunner

from curveball.cli.errors import Commands
from curveball.config.errors import CurveballError


@pytest.mark.parametrize(
    ("error", "message", "code"),
    [
        (CurveballError("No such sample"), "Error: No such sample\n", 2),
        (FileNotFoundError(2, "No such file or directory", "a.yaml"), "Error: a.yaml: No such file or directory\n", 2),
        (OSError(28, "No space left on device"), "Error: No space left on device\n", 2),
        (click.UsageError("Give one.\n\tOr two."), "Error: Give one. Or two. Try: curveball fail --help\n", 2),
        (BrokenPipeError(32, "Broken pipe"), "", 141),
        (KeyboardInterrupt(), "", 130),
    ],
    ids=repr,
)
def test_an_expected_error_is_a_sentence_and_an_exit_code(error, message, code):
    @click.command()
    def fail() -> None:
        raise error

    result = CliRunner().invoke(Commands(commands={"fail": fail}), ["fail"], prog_name="curveball")

    assert (result.stderr, result.exit_code) == (message, code)


def test_a_fault_of_the_program_is_not_hidden():
    @click.command()
    def fail() -> None:
        raise KeyError("fault")

    assert isinstance(CliRunner().invoke(Commands(commands={"fail": fail}), ["fail"]).exception, KeyError)

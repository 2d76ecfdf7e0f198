"""How a command fails: one sentence on stderr and an exit code, without a traceback."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

from curveball.config.errors import CurveballError

_INTERRUPTED = 130
_PIPE_CLOSED = 141


class Failure(click.ClickException):
    """The command cannot be carried out."""

    exit_code = 2


class Commands(click.Group):
    """Commands whose expected errors are shown as one sentence: invalid input, and faults of the machine."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Parse the arguments; this shows the help."""
        with _explained():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that the arguments name."""
        with _explained():
            return super().invoke(ctx)


@contextmanager
def _explained() -> Iterator[None]:
    """Turn expected errors into what click shows as a sentence, and into exit codes."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        sentence = " ".join(error.format_message().split()).rstrip(".")
        raise Failure(f"{sentence}. Try: {error.ctx.command_path} --help" if error.ctx else sentence) from None
    except CurveballError as error:
        raise Failure(str(error)) from None
    except BrokenPipeError:  # The reader of our output has ended, as in `curveball … | head`.
        _discard_output()
        raise click.exceptions.Exit(_PIPE_CLOSED) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise Failure(f"{error.filename}: {reason}" if error.filename else reason) from None
    except KeyboardInterrupt:
        raise click.exceptions.Exit(_INTERRUPTED) from None


def _discard_output() -> None:
    """Let Python write what is left of the output to nowhere when it ends."""
    with suppress(io.UnsupportedOperation):  # an output that is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""How a command fails: one sentence on stderr and an exit code, without a traceback."""

from typing import Any

import click

from curveball.config.errors import CurveballError

_INTERRUPTED = 130


class Failure(click.ClickException):
    """The command cannot be carried out."""

    exit_code = 2


class Commands(click.Group):
    """Commands whose expected errors are shown as one sentence: invalid input, and faults of the machine."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that the arguments name."""
        try:
            return super().invoke(ctx)
        except CurveballError as error:
            raise Failure(str(error)) from None
        except BrokenPipeError:
            raise  # The reader of our output has ended, as in `curveball … | head`; click ends in silence.
        except OSError as error:
            reason = error.strerror or str(error)
            raise Failure(f"{error.filename}: {reason}" if error.filename else reason) from None
        except KeyboardInterrupt:
            raise click.exceptions.Exit(_INTERRUPTED) from None

"""The command `curveball`. Each command imports what it needs when it runs, so that help appears at once."""

import io
import os
import signal
import sys
from types import FrameType

import click

import curveball
from curveball.cli.config import config
from curveball.cli.errors import Commands
from curveball.cli.export import export
from curveball.cli.info import info
from curveball.cli.regenerate import regenerate
from curveball.cli.show import show
from curveball.cli.verify import verify

_EPILOG = """\b
Examples:
  curveball verify results/dataset
  curveball show helical-0000042 results/dataset
  curveball config explain framing.extent

\b
Exit codes:
  0  success
  1  a dataset, a sample or a configuration was checked and is not as it should be
  2  the command cannot be carried out; one sentence on stderr says why
  130  interrupted by Ctrl-C
  141  what reads the output has ended, as in `curveball ... | head`
  143  terminated

\b
Completion, to be added to ~/.bashrc (for zsh and fish, replace bash by their names):
  eval "$(_CURVEBALL_COMPLETE=bash_source curveball)"
"""


@click.group(
    cls=Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(curveball.__version__, prog_name="curveball")
def cli() -> None:
    """Labeled videos of a ball on a known 3-D curve: show, verify, regenerate and export them.

    Snakemake generates datasets: `snakemake --cores 4`. This command needs no package of the pipeline.
    """


for command in (verify, info, show, regenerate, export, config):
    cli.add_command(command)


def main() -> None:
    """Run the command with the arguments of the process, and exit."""
    from curveball.generation.lean_process import disable

    disable("pandas")  # pyarrow would import it, in 0.2 s.
    _make_streams_usable()
    signal.signal(signal.SIGTERM, _terminate)
    cli(prog_name="curveball")


def _make_streams_usable() -> None:
    """Replace a stream that was closed, and let each show what its encoding does not have as a question mark."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _terminate(number: int, frame: FrameType | None) -> None:
    """End as after an exception, so that nothing incomplete stays."""
    sys.exit(128 + number)

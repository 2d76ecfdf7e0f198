"""The reference of the command line: the help of every command, as it prints it."""

from collections.abc import Iterator

import click

from curveball.cli.main import cli

_WIDTH = 100


def entries() -> str:
    """Return a section per command with its help."""
    return "\n".join(_entry(path, command) for path, command in _commands(("curveball",), cli))


def _commands(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield a command and those below it, with the names that lead to them."""
    yield path, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _commands((*path, name), command.commands[name])


def _entry(path: tuple[str, ...], command: click.Command) -> str:
    name = " ".join(path)
    context = click.Context(command, info_name=name, terminal_width=_WIDTH)
    return f"## `{name}`\n\n```text\n{command.get_help(context)}\n```\n"

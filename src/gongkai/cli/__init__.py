"""The command line: parse arguments, call one public function, render. Data to stdout, all else to stderr.

One file a command; a command is loaded when it is named. Exit codes: 0 = fine; 1 = nothing found, or findings where
that matters; 2 = bad usage or unreadable input.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import click

from .. import __version__
from ..errors import GongkaiError
from .shared import complain

# command → (module of this package, attribute), in the order of the help page
_COMMANDS = {
    "crawl": ("crawl", "crawl_command"),
    "index": ("index", "index_command"),
    "search": ("search", "search_command"),
    "export": ("export", "export_command"),
    "metrics": ("metrics", "metrics_command"),
    "tag": ("tag", "tag_command"),
    "figures": ("figures", "figures_command"),
    "read": ("read", "read_command"),
    "show": ("read", "show_command"),
    "check": ("check", "check_command"),
    "dismiss": ("rules", "dismiss_command"),
    "rules": ("rules", "rules_command"),
    "evaluate": ("model", "evaluate_command"),
    "train": ("model", "train_command"),
}

_SIGPIPE = 141  # the exit code of a program whose reader has left (128 + SIGPIPE), as shells show it


class _Program(click.Group):
    """Loads commands by name, and turns our errors into one line on stderr and exit code 2, never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, attribute = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f".{module}", __name__), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GongkaiError as error:
            complain(error)
            ctx.exit(2)
        except BrokenPipeError:
            _reader_left()
            ctx.exit(_SIGPIPE)
        except OSError as error:
            click.echo(f"gongkai: {error.filename or 'file'}: {error.strerror or error}", err=True)
            ctx.exit(2)


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gongkai")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Read, tag, measure, check and search 政府信息公开工作年度报告.

    Defaults of any option can stand in gongkai.toml in the current folder: [search] engine = "tantivy".
    """
    ctx.default_map = _settings()


def _settings() -> dict[str, Any]:
    """``gongkai.toml`` of the current folder: command → option → default. Raises GongkaiError if it is no TOML."""
    path = Path("gongkai.toml")
    if not path.is_file():
        return {}
    import tomllib

    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise GongkaiError(f"{path}: {error}") from error
    for command, options in settings.items():
        if command not in _COMMANDS or not isinstance(options, dict):
            raise GongkaiError(f"{path}: [{command}] is no command of gongkai / 没有这个命令")
    # click knows options by the names of their parameters.
    return {
        command: {
            "index_dir" if name == "index" else name.replace("-", "_"): value
            for name, value in options.items()
        }
        for command, options in settings.items()
    }


def main() -> None:
    """Entry point of ``gongkai``."""
    for stream in (sys.stdout, sys.stderr):
        _survive_encoding(stream)
    color = False if os.environ.get("NO_COLOR") else None
    try:
        try:
            cli(color=color)
        finally:
            sys.stdout.flush()  # else the interpreter does it at its very end, and complains
    except BrokenPipeError:
        _reader_left()
        sys.exit(_SIGPIPE)


def _reader_left() -> None:
    """``gongkai … | head``: what is still to be written goes nowhere, in silence."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _survive_encoding(stream: IO[str]) -> None:
    # A terminal that cannot show a character shows "?" instead of ending the program; a pipe always gets UTF-8.
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="backslashreplace")

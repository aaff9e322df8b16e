"""The command line: parse arguments, call one public function, render. Data to stdout, all else to stderr.

One file a command; a command is loaded when it is named. Exit codes: 0 = fine; 1 = nothing found, or findings where
that matters; 2 = bad usage or unreadable input. Options come from gongkai.toml, then the environment, then the line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from .. import __version__
from ..errors import ConfigError, GongkaiError
from . import config
from .habits import common_options
from .language import is_chinese, spoken
from .shared import complain, detail
from .streams import reader_left, steady_streams

# command → (module of this package, attribute), in the order of the help page
_COMMANDS = {
    "crawl": ("crawl", "crawl_command"),
    "index": ("index", "index_command"),
    "search": ("search", "search_command"),
    "export": ("export", "export_command"),
    "metrics": ("metrics", "metrics_command"),
    "compare": ("compare", "compare_command"),
    "trend": ("compare", "trend_command"),
    "tag": ("tag", "tag_command"),
    "figures": ("figures", "figures_command"),
    "read": ("read", "read_command"),
    "show": ("read", "show_command"),
    "check": ("check", "check_command"),
    "dismiss": ("rules", "dismiss_command"),
    "rules": ("rules", "rules_command"),
    "evaluate": ("model", "evaluate_command"),
    "train": ("model", "train_command"),
    "doctor": ("doctor", "doctor_command"),
    "completion": ("completion", "completion_command"),
}


class _Program(click.Group):
    """Loads commands by name, and turns our errors into one line on stderr and exit code 2, never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, attribute = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f".{module}", __name__), attribute)
        return common_options(command)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with _in_chinese():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with _in_chinese():
                return super().invoke(ctx)
        except GongkaiError as error:
            complain(error)
            ctx.exit(2)
        except BrokenPipeError:
            reader_left()
        except OSError as error:
            click.echo(f"gongkai: {error.filename or 'file'}: {error.strerror or error}", err=True)
            ctx.exit(2)


class _Told(click.UsageError):
    """A mistake on the command line, told in Chinese."""

    def show(self, file: Any = None) -> None:
        click.echo(f"gongkai: {self.message}", file=file, err=True)
        if self.ctx is not None:
            click.echo(f"用法见 {self.ctx.command_path} --help", file=file, err=True)


@contextmanager
def _in_chinese() -> Iterator[None]:
    try:
        yield
    except click.UsageError as error:
        if isinstance(error, (_Told, click.exceptions.NoArgsIsHelpError)) or not is_chinese():
            raise
        raise _Told(spoken(error.format_message()), error.ctx) from error


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "GONGKAI"},
)
@click.option(
    "--config",
    "config_file",
    envvar="GONGKAI_CONFIG",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Settings [default: gongkai.toml here, if there is one]. 配置文件",
)
@click.version_option(__version__, prog_name="gongkai")
@click.pass_context
def cli(ctx: click.Context, config_file: Path | None) -> None:
    """Read, tag, measure, check and search 政府信息公开工作年度报告."""
    path = config_file or Path(config.FILE)
    if config_file or path.is_file():
        _configure(ctx, path)


common_options(cli)


def _configure(ctx: click.Context, path: Path) -> None:
    table = config.load(path)
    for name, value in config.defaults(table, path, ctx.command).items():
        if not ctx.meta.get(f"gongkai.{name}"):
            ctx.meta[f"gongkai.{name}"] = value
    detail(f"settings 配置: {path}")
    program = ctx.command
    assert isinstance(program, click.Group)

    def load_command(name: str) -> click.Command:
        command = program.get_command(ctx, name)
        assert command is not None
        return command

    if unknown := config.unknown(table, [load_command(name) for name in _COMMANDS]):
        raise ConfigError(f"{path}: {'; '.join(map(spoken, unknown))}")
    invoked = ctx.invoked_subcommand
    if invoked in _COMMANDS:
        ctx.default_map = {invoked: config.defaults(table, path, load_command(invoked))}


def main() -> None:
    """Entry point of ``gongkai``."""
    with steady_streams():
        cli(color=False if os.environ.get("NO_COLOR") else None)

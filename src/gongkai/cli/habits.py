"""The options every command has, wherever they stand on the line: --quiet, --verbose, --lang."""

from __future__ import annotations

from typing import Any

import click

NAMES = ("quiet", "verbose", "lang")


def common_options(command: click.Command) -> click.Command:
    """Give a command --quiet, --verbose and --lang; asked twice, it has them once."""
    if not any(option.name == NAMES[0] for option in command.params):
        command.params += _options()
    return command


def _options() -> list[click.Parameter]:
    return [
        _option("-q", "--quiet", is_flag=True, help="Data and errors only, no notes. 不显示提示"),
        _option("-v", "--verbose", is_flag=True, help="Say what is done; tracebacks of errors. 显示细节"),
        _option("--lang", type=click.Choice(("zh", "en")), help="Language of messages. 提示语言"),
    ]


def _option(*names: str, **settings: Any) -> click.Option:
    # eager: what is wrong with the other options is already told in the language asked for
    return click.Option(names, expose_value=False, is_eager=True, callback=_note, **settings)


def _note(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    if value:
        ctx.meta[f"gongkai.{option.name}"] = value


def is_quiet() -> bool:
    """Whether the user wants no notes."""
    return _asked("quiet")


def is_verbose() -> bool:
    """Whether the user wants details."""
    return _asked("verbose")


def _asked(name: str) -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(f"gongkai.{name}"))

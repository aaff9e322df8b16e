"""``gongkai.toml``: defaults for options. Below the environment, and far below what is typed.

::

    index = "corpora/index"     # for every command that has --index
    [search]
    limit = 20                  # gongkai search --limit

A key is an option's long name; ``[gongkai]`` may hold what else stands on top (TOML has no room for both ``index =``
and ``[index]``). Folders and files are meant from where gongkai.toml lies.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from ..errors import ConfigError

FILE = "gongkai.toml"
_SHARED = "gongkai"  # the table for every command
_HABITS = frozenset(("help", "version", "config"))  # options no file can set

Table = dict[str, Any]


def load(path: Path) -> Table:
    """What a gongkai.toml says. Raises ConfigError if it cannot be read or is no TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be opened ({error.strerror or error})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is no valid TOML ({error})") from error


def defaults(table: Table, path: Path, command: click.Command) -> Table:
    """Parameter → value for one command: what stands on top, and over it what stands in the command's own table.

    Raises ConfigError for a value the option does not take.
    """
    options = _options(command)
    own = table.get(command.name or "", {})
    if not isinstance(own, dict):
        own = {}
    shared = _shared(table)
    found: Table = {}
    for place, values in (("", shared), (f"{command.name}.", own)):
        for key, value in values.items():
            option = options.get(_plain(key))
            if option is not None and option.name is not None:
                found[option.name] = _value(option, value, path, place + key)
    return found


def _shared(table: Table) -> Table:
    """What holds for every command: what stands on top, and [gongkai]."""
    named = table.get(_SHARED)
    top = {key: value for key, value in table.items() if not isinstance(value, dict)}
    return {**top, **named} if isinstance(named, dict) else top


def unknown(table: Table, commands: Iterable[click.Command]) -> list[str]:
    """A line for each key that no option answers to, with the nearest that one does."""
    known = {command.name or "": command for command in commands}
    lines = []
    for key, value in table.items():
        if not isinstance(value, dict) or key == _SHARED:
            continue
        if key not in known:
            lines.append(_unknown(f"[{key}]", key, known))
            continue
        options = _options(known[key])
        lines += [_unknown(f"{key}.{k}", _plain(k), options) for k in value if _plain(k) not in options]
    every = {name for command in known.values() for name in _options(command)}
    lines += [_unknown(key, _plain(key), every) for key in _shared(table) if _plain(key) not in every]
    return lines


def _unknown(shown: str, key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, list(known), 1)
    return f"unknown key {shown}" + (f"; did you mean {near[0]}?" if near else "")


def _options(command: click.Command) -> dict[str, click.Option]:
    """Long name without dashes → option."""
    return {
        _plain(name.lstrip("-")): option
        for option in command.params
        if isinstance(option, click.Option)
        for name in option.opts
        if name.startswith("--") and _plain(name.lstrip("-")) not in _HABITS
    }


def _plain(key: str) -> str:
    return key.replace("_", "-")


def _value(option: click.Option, value: Any, path: Path, key: str) -> Any:
    if option.is_flag:
        if not isinstance(value, bool):
            raise ConfigError(f"{path}: {key} must be true or false")
        return (option.flag_value if value else None) if not option.is_bool_flag else value
    values = value if isinstance(value, list) else [value]
    if any(isinstance(one, (dict, list, bool)) for one in values) or (
        isinstance(value, list) and not option.multiple
    ):
        raise ConfigError(f"{path}: {key} cannot be {value!r}")
    if isinstance(option.type, click.Path):
        values = [one if one == "-" else str(path.parent / str(one)) for one in values]
    for one in values:
        try:
            option.type(one, option, None)
        except click.BadParameter as error:
            raise ConfigError(f"{path}: {key}: {error.message}") from error
    return values if option.multiple else values[0]

"""Write the reference pages from the program: ``python docs/build.py`` (``--check`` only compares).

docs/cli.md comes from the commands, docs/api.md from the docstrings of what ``gongkai.__all__`` names.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from pathlib import Path

import click

import gongkai
from gongkai.cli import cli
from gongkai.cli.habits import NAMES

HERE = Path(__file__).resolve().parent
_WRITTEN = "<!-- written by docs/build.py; do not edit -->"


def cli_page() -> str:
    """Every command, argument and option, with its help."""
    context = click.Context(cli, info_name="gongkai")
    parts = [_WRITTEN, "# Commands", _CLI_INTRO, "## gongkai", _help(cli), _table(cli, context, common=True)]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        usage = " ".join(command.collect_usage_pieces(inner))
        parts += [
            f"## gongkai {name}",
            f"    gongkai {name} {usage}".rstrip(),
            _help(command),
            _table(command, inner),
        ]
    return "\n\n".join(part for part in parts if part).rstrip() + "\n"


_CLI_INTRO = """\
Data goes to stdout, everything else to stderr. Exit code 0: fine; 1: findings, or nothing found; 2: bad usage or an
input that could not be read. `-` is standard input wherever a file is read. What every command takes stands under
[gongkai](#gongkai); how `gongkai.toml` and the environment set options is told in [settings.md](settings.md)."""


def _help(command: click.Command) -> str:
    text = inspect.cleandoc(command.help or "").split("\f")[0]
    paragraphs = []
    for paragraph in text.split("\n\n"):
        if paragraph.startswith("\b"):
            paragraph = "\n".join("    " + line for line in paragraph.splitlines()[1:])
        paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def _table(command: click.Command, context: click.Context, *, common: bool = False) -> str:
    rows = []
    for option in command.params:
        if not isinstance(option, click.Option) or option.hidden or (option.name in NAMES and not common):
            continue
        record = option.get_help_record(context)
        assert record is not None, f"{command.name} {option.name}: no help"
        shown = record[0].replace("|", "\\|")
        help_ = re.sub(r"\s+", " ", record[1]).replace("|", "\\|")
        rows.append(f"| `{shown}` | {help_} |")
    return "\n".join(["| option | |", "|---|---|", *rows]) if rows else ""


def api_page() -> str:
    """Every public name with its signature and docstring."""
    groups: dict[str, list[str]] = {"Functions": [], "Classes": [], "Records": [], "Errors": []}
    for name in gongkai.__all__:
        thing = getattr(gongkai, name)
        if inspect.isclass(thing):
            kind = (
                "Errors"
                if issubclass(thing, Exception)
                else "Records"
                if dataclasses.is_dataclass(thing)
                else "Classes"
            )
            groups[kind].append(_class(name, thing, kind))
        elif callable(thing):
            groups["Functions"].append(f"### gongkai.{name}\n\n{_signature(name, thing)}\n\n{_doc(thing)}")
    parts = [_WRITTEN, "# Python API", _API_INTRO]
    for kind, texts in groups.items():
        parts += [f"## {kind}", *texts]
    return "\n\n".join(parts).rstrip() + "\n"


_API_INTRO = """\
Everything here is `gongkai.NAME`; names load on first use. Other modules are not promised to stay.
Records are frozen dataclasses. Every span satisfies `text[start:end] == mention`."""


def _class(name: str, thing: type, kind: str) -> str:
    parts = [f"### gongkai.{name}", _doc(thing)]
    if kind == "Records":
        # annotations are strings (from __future__ import annotations)
        fields = [
            f"| `{f.name}` | `{str(f.type).replace('|', chr(92) + '|')}` |" for f in dataclasses.fields(thing)
        ]
        parts.append("\n".join(["| field | type |", "|---|---|", *fields]))
    if kind == "Classes":
        parts.insert(1, _signature(name, thing))
    if kind != "Errors":
        for method, member in vars(thing).items():
            if method.startswith("_"):
                continue
            if inspect.isfunction(member):
                parts.append(f"#### {name}.{method}\n\n{_signature(method, member)}\n\n{_doc(member)}")
            elif isinstance(member, property):
                parts.append(f"#### {name}.{method}\n\n{_doc(member)}")
    return "\n\n".join(parts)


def _signature(name: str, thing: object) -> str:
    signature = str(inspect.signature(thing))  # type: ignore[arg-type]
    signature = re.sub(r"(: |-> )'([^']*)'", r"\1\2", signature)  # annotations are kept as strings
    return f"    {name}{signature.replace('(self, ', '(').replace('(self)', '()')}"


def _doc(thing: object) -> str:
    text = inspect.getdoc(thing) or ""
    assert text and not text.startswith(f"{getattr(thing, '__name__', '')}("), f"{thing}: no docstring"
    return text.replace("::\n\n", "\n\n")


PAGES = {"cli.md": cli_page, "api.md": api_page}


def main() -> int:
    """Write the pages, or with --check say which are stale."""
    stale = [name for name, make in PAGES.items() if not _is_current(HERE / name, make())]
    for name in stale:
        if "--check" not in sys.argv[1:]:
            (HERE / name).write_text(PAGES[name](), "utf-8", newline="\n")
        print(f"docs/{name}: {'stale' if '--check' in sys.argv[1:] else 'written'}")
    return 1 if stale and "--check" in sys.argv[1:] else 0


def _is_current(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main())

"""The code blocks of the documentation: find them, run them, compare what they print, write anew what changed.

``sh`` blocks must end well. ``console`` blocks are commands after ``$ `` with their output; a ``text`` block right after
a ``python`` block is its output. In an output ``...`` stands for anything. A block after ``<!-- not run: reason -->`` is
not run.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from click.testing import CliRunner

from gongkai.cli import cli

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "docs"))
pictures = importlib.import_module("pictures")  # docs/pictures.py
_FENCE = re.compile(
    r"(?:<!-- not run: (?P<why>[^>]+?) -->\n+)?^```(?P<kind>sh|console|python|text)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_WORDS = r"""(?:[^|<>;&*$`'"]|'[^']*'|"[^"$`]*")*?"""
_OURS = re.compile(
    rf"(?:(?P<feed>{_WORDS})\s*\|\s*)?gongkai(?P<args>{_WORDS})(?P<hushed>2>\s*/dev/null)?"
    r"(?:>\s*(?P<file>[\w./-]+))?(?:\s*\|(?P<rest>.*))?"
)
_SECONDS = 60


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind, text and place; ``why`` it is not run."""

    kind: str
    body: str
    line: int
    start: int
    end: int
    why: str = ""


def documents() -> list[Path]:
    """README in both languages and every page under docs/."""
    return [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(text: str) -> list[Block]:
    """The blocks of one page that are commands, programs or their output."""
    return [
        Block(
            match["kind"],
            match["body"],
            text.count("\n", 0, match.start("body")),
            match.start("body"),
            match.end("body"),
            match["why"] or "",
        )
        for match in _FENCE.finditer(text)
    ]


def refreshed(text: str, lang: str) -> tuple[str, list[str]]:
    """The page with every output as it is now, and what failed. Runs in the current folder."""
    failures: list[str] = []
    parts: list[str] = []
    at = 0
    names: dict[str, Any] = {"__name__": "__main__"}
    printed: str | None = None
    with _environment(lang):
        for block in blocks(text):
            body = block.body
            try:
                if block.kind == "text":
                    body = _kept(body, printed) if printed is not None else body
                    printed = None
                elif block.why:
                    printed = None
                elif block.kind == "python":
                    printed = _python(body, names)
                elif block.kind == "sh":
                    _script(body)
                else:
                    body = _console(body)
            except Exception as error:  # whatever a page's program raises is told with its place
                failures.append(f"line {block.line}: {type(error).__name__}: {error}")
            parts += [text[at : block.start], body]
            at = block.end
    return "".join([*parts, text[at:]]), failures


def workspace(folder: Path) -> None:
    """A folder as a reader has it after `gongkai index corpora/sample`."""
    shutil.copytree(ROOT / "corpora", folder / "corpora", ignore=shutil.ignore_patterns("__pycache__"))
    with contextlib.chdir(folder):
        done = CliRunner().invoke(cli, ["index", "corpora/sample"])
    assert done.exit_code == 0, done.output


@contextlib.contextmanager
def _environment(lang: str) -> Iterator[None]:
    path = str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GONGKAI_")}
    ours = {
        "PATH": path,
        "GONGKAI_LANG": lang,
        "NO_COLOR": "1",
        "PYTHONIOENCODING": "utf-8",
        "COLUMNS": "100",
    }
    with mock.patch.dict(os.environ, {**kept, **ours}, clear=True):
        yield


def _console(body: str) -> str:
    """The block with the outputs as they are now."""
    parts = []
    for command in filter(None, re.split(r"^(?=\$ )", body, flags=re.MULTILINE)):
        line, _, output = command.partition("\n")
        if not line.startswith("$ "):
            raise ValueError(f"a console block begins with '$ ', not {line!r}")
        parts += [f"{line}\n", _kept(output, _output(line[2:]))]
    return "".join(parts)


def _script(body: str) -> None:
    """Run a block that must end well; commands of ours alone in this process."""
    lines = [re.sub(r"\s+#.*", "", line) for line in body.splitlines()]
    if not all(line.startswith("gongkai ") and not re.search(r"[|<>;&*$`]", line) for line in lines):
        _shell(body)
        return
    for line in lines:
        done = CliRunner().invoke(cli, shlex.split(line)[1:])
        if done.exit_code:
            raise RuntimeError(f"{line}: exit {done.exit_code}: {done.output[-2000:]}")


def _output(command: str) -> str:
    """What a terminal shows. Our own part of a command runs in this process, which is a second faster."""
    ours = _OURS.fullmatch(command)
    if ours is None:
        return _shell(command, is_checked=False)
    given = _shell(ours["feed"], is_checked=False) if ours["feed"] else None
    done = CliRunner().invoke(cli, shlex.split(ours["args"]), input=given)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    notes = "" if ours["hushed"] else done.stderr
    if ours["file"]:
        Path(ours["file"]).write_bytes(done.stdout_bytes)
        return notes
    if ours["rest"]:
        return notes + _shell(ours["rest"], is_checked=False, stdin=done.stdout)
    return (done.stdout if ours["hushed"] else done.output).replace("\r\n", "\n")


def _shell(script: str, *, is_checked: bool = True, stdin: str = "") -> str:
    done = subprocess.run(
        ["bash", "-c", f"set -u -o pipefail\n{script}" if not is_checked else f"set -eu\n{script}"],
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    if is_checked and done.returncode:
        raise RuntimeError(f"exit {done.returncode}: {done.stdout[-2000:]}")
    return done.stdout.replace("\r\n", "\n")


def _python(program: str, names: dict[str, Any]) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(program, "<documentation>", "exec"), names)
    return out.getvalue()


def _kept(expected: str, now: str) -> str:
    """What stands on the page if it still fits, else what is printed now."""
    now = now if not now or now.endswith("\n") else now + "\n"
    pattern = ".*".join(map(re.escape, expected.split("...")))
    return expected if re.fullmatch(pattern, now, re.DOTALL) else now

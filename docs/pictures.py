"""Draw the pictures of the README: real output of real commands, as a terminal shows it (docs/img/*.svg).

``python tests/refresh_docs.py`` draws them anew where the sample has been indexed.
"""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from click.testing import CliRunner
from wcwidth import wcwidth

from gongkai.cli import cli

FOLDER = Path(__file__).resolve().parent / "img"
PICTURES = {
    "job.svg": [
        "gongkai check corpora/sample/reports/police/市公安局2023年政府信息公开年报.docx",
        "gongkai search 图解 --year 2024 --limit 2",
        "gongkai metrics 新闻发布会数 予以公开率 --organ 教育局 --year 2024",
    ],
}
_COLUMNS, _CELL, _LINE, _EDGE, _BAR = 110, 8.4, 19, 14, 30
_COLORS = {
    "31": "#ff6b6b",
    "32": "#8bd450",
    "33": "#ffc857",
    "34": "#7aa2f7",
    "35": "#d19bff",
    "36": "#5ad4e6",
}
_SGR = re.compile(r"\x1b\[([\d;]*)m")
_HEAD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img">
<style>
text {{ font: 14px ui-monospace, Menlo, Consolas, "Noto Sans Mono CJK SC", "Sarasa Mono SC", monospace;
 fill: #d8dee9; white-space: pre }}
.b {{ font-weight: bold }} .d {{ opacity: .6 }}
</style>
<rect width="100%" height="100%" rx="8" fill="#1e222a"/>
<circle cx="20" cy="16" r="5" fill="#ff5f56"/><circle cx="38" cy="16" r="5" fill="#ffbd2e"/><circle cx="56" cy="16" r="5" fill="#27c93f"/>
"""

Cell = tuple[str, str]  # a character and its look (attributes of a text element)


def drawn(commands: list[str], lang: str = "en") -> str:
    """An SVG of a terminal in which the commands were typed. Runs in the current folder."""
    runner = CliRunner(env={"GONGKAI_LANG": lang, "NO_COLOR": None})
    lines: list[list[Cell]] = []
    for number, command in enumerate(commands):
        done = runner.invoke(cli, shlex.split(command)[1:], color=True)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        typed = f"\x1b[32m$\x1b[0m \x1b[1m{command}\x1b[0m"
        for line in ([""] if number else []) + [typed, *done.output.rstrip("\n").split("\n")]:
            lines += _wrapped(list(_cells(line)))
    width, height = _COLUMNS * _CELL + 2 * _EDGE, len(lines) * _LINE + _BAR + _EDGE
    body = "".join(_text(line, _BAR + (row + 1) * _LINE - 5) for row, line in enumerate(lines))
    return _HEAD.format(width=width, height=height) + body + "</svg>\n"


def _cells(line: str) -> Iterator[Cell]:
    look: set[str] = set()
    for number, part in enumerate(_SGR.split(line)):
        if number % 2 == 0:
            shown = " ".join(sorted(look))
            yield from ((char, shown) for char in part)
            continue
        for code in part.split(";"):
            if code in ("", "0"):
                look.clear()
            elif code in "12":
                look.add(f'class="{"bd"[code == "2"]}"')
            elif code in _COLORS:
                look.add(f'style="fill:{_COLORS[code]}"')


def _wrapped(cells: list[Cell]) -> Iterator[list[Cell]]:
    line: list[Cell] = []
    used = 0
    for char, look in cells:
        width = max(wcwidth(char), 0)
        if used + width > _COLUMNS:
            yield line
            line, used = [], 0
        line.append((char, look))
        used += width
    yield line


def _text(line: list[Cell], y: float) -> str:
    """The runs of one look and one width; each is told how long it is, whatever the font."""
    parts = []
    column = 0
    for (look, width), run in groupby(line, key=lambda cell: (cell[1], max(wcwidth(cell[0]), 0))):
        chars = "".join(char for char, _ in run)
        if chars.strip():
            x, length = _EDGE + column * _CELL, len(chars) * width * _CELL
            place = f'x="{x:.1f}" y="{y:g}" textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"'
            parts.append(f"<text {place} {look}".rstrip() + f">{html.escape(chars)}</text>\n")
        column += len(chars) * width
    return "".join(parts)


def draw() -> None:
    """Draw all pictures that have changed."""
    FOLDER.mkdir(exist_ok=True)
    for name, commands in PICTURES.items():
        svg = drawn(commands)
        path = FOLDER / name
        if not path.is_file() or path.read_text("utf-8") != svg:
            path.write_text(svg, "utf-8", newline="\n")
            print(f"docs/img/{name}: drawn")

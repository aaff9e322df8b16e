"""Draw the pictures of the README: real output of real commands, as a terminal shows it (docs/img/*.svg).

``python tests/refresh_docs.py`` draws them anew where the sample has been indexed.
"""

from __future__ import annotations

import html
import io
import re
import shlex
from pathlib import Path

from click.testing import CliRunner
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from gongkai.cli import cli

FOLDER = Path(__file__).resolve().parent / "img"
_WIDTH = 104
_FONT = "'Noto Sans Mono CJK SC','Sarasa Mono SC','Source Han Mono SC',Menlo,Consolas,monospace"

PICTURES = {
    "job.svg": [
        "gongkai check corpora/sample/reports/police/市公安局2023年政府信息公开年报.docx",
        "gongkai search 图解 --year 2024 --limit 2",
        "gongkai metrics 新闻发布会数 予以公开率 --organ 教育局 --year 2024",
    ],
}


def drawn(commands: list[str], lang: str = "en") -> str:
    """An SVG of a terminal in which the commands were typed. Runs in the current folder."""
    console = Console(
        record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    runner = CliRunner(env={"GONGKAI_LANG": lang, "NO_COLOR": None})
    for number, command in enumerate(commands):
        done = runner.invoke(cli, shlex.split(command)[1:], color=True)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        prompt = Text.assemble(("$ ", "green"), (command, "bold"))
        console.print(Text("\n") + prompt if number else prompt)
        console.print(Text.from_ansi(done.output.rstrip()), overflow="fold")
    svg = console.export_svg(title="gongkai 公开", theme=MONOKAI, unique_id="gongkai")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # no picture fetches fonts from the web
    svg = re.sub(r"Fira Code,\s*monospace", _FONT, svg)
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE)


def words(svg: str) -> str:
    """The text of a picture, however it is laid out."""
    return re.sub(r"\s+", "", html.unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))))


def draw() -> None:
    """Draw all pictures whose words have changed."""
    FOLDER.mkdir(exist_ok=True)
    for name, commands in PICTURES.items():
        svg = drawn(commands)
        path = FOLDER / name
        if not path.is_file() or words(path.read_text("utf-8")) != words(svg):
            path.write_text(svg, "utf-8", newline="\n")
            print(f"docs/img/{name}: drawn")

"""What the documentation says is true: its commands run and print what stands there; its references are complete."""

import difflib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from doc_blocks import ROOT, blocks, documents, pictures, refreshed, workspace
from gongkai.cli import cli
from gongkai.cli.habits import NAMES

PAGES = [path for path in documents() if blocks(path.read_text("utf-8"))]


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader's folder, the sample indexed once for all pages."""
    folder = tmp_path_factory.mktemp("reader") / "folder"
    workspace(folder)
    return folder


@pytest.mark.skipif(shutil.which("bash") is None, reason="the pages show a POSIX shell")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_does_what_the_page_says(
    page: Path, reader: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = page.read_text("utf-8")
    shutil.copytree(reader, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    now, failures = refreshed(text, "zh" if "zh-CN" in page.name else "en")
    changes = "\n".join(
        difflib.unified_diff(text.splitlines(), now.splitlines(), "page", "now", lineterm="", n=1)
    )
    assert not failures, "\n".join(failures)
    assert now == text, f"run tests/refresh_docs.py {page.name} and look at the difference:\n{changes}"


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_pictures_show_what_is_printed_now(name: str, reader: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(reader)
    now = pictures.drawn(pictures.PICTURES[name])
    assert (pictures.FOLDER / name).read_text("utf-8") == now, "run tests/refresh_docs.py"


def test_the_notebook_runs(reader: Path) -> None:
    pytest.importorskip("nbclient")
    import doc_notebook

    given = doc_notebook.texts(doc_notebook.executed(reader))
    assert any("reports" in text for text in given) and len(given) >= 10


def test_blocks_that_are_not_run_say_why() -> None:
    for page in PAGES:
        for block in blocks(page.read_text("utf-8")):
            assert not block.why or len(block.why) > 10, f"{page.name}:{block.line}"


@pytest.mark.parametrize("page", documents(), ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(
        r"\]\(([^)#\s]+)[^)]*\)", re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
    ):
        if not re.match(r"https?:|mailto:", target):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


def test_both_readmes_show_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        found = blocks((ROOT / name).read_text("utf-8"))
        return [
            line
            for b in found
            for line in b.body.splitlines()
            if b.kind != "text" and (b.kind != "console" or line[:1] == "$")
        ]

    assert commands("README.md") == commands("README.zh-CN.md")


def test_reference_pages_are_as_the_program_is() -> None:
    command = [sys.executable, str(ROOT / "docs" / "build.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"run python docs/build.py\n{done.stdout}{done.stderr}"


def commands() -> list[click.Command]:
    context = click.Context(cli, info_name="gongkai")
    found = [cli.get_command(context, name) for name in cli.list_commands(context)]
    return [cli, *(command for command in found if command is not None)]


@pytest.mark.parametrize("command", commands(), ids=lambda command: command.name)
def test_every_command_and_option_is_documented(command: click.Command) -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    name = "gongkai" if command is cli else f"gongkai {command.name}"
    assert f"\n## {name}\n" in page
    part = page.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
    assert command.help and command.get_short_help_str()
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.opts}"
            told = page.split("\n## gongkai crawl", 1)[0] if option.name in NAMES else part
            assert all(opt in told for opt in option.opts), f"{name} {option.opts}"
    for readme in ("README.md", "README.zh-CN.md"):
        assert command is cli or f"`{name}" in (ROOT / readme).read_text("utf-8"), (
            f"{name} is missing in {readme}"
        )

"""Imports are cheap: help and the bare package load nothing heavy, and the public names are all there."""

import subprocess
import sys

import pytest

import gongkai

HEAVY = set(
    "sklearn scipy numpy scrapy pdfplumber pdfminer docx jieba rjieba whoosh twisted warcio bs4 lxml datasketch jinja2".split()
)


def loaded_by(code: str) -> set[str]:
    probe = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.splitlines()}


@pytest.mark.parametrize(
    "code",
    [
        "import gongkai",
        "from click.testing import CliRunner\nfrom gongkai.cli import cli\n"
        "assert CliRunner().invoke(cli, ['--help']).exit_code == 0",
        "from click.testing import CliRunner\nfrom gongkai.cli import cli\n"
        "assert CliRunner().invoke(cli, ['search', '--help']).exit_code == 0",
        "from click.testing import CliRunner\nfrom gongkai.cli import cli\n"
        "assert CliRunner().invoke(cli, ['crawl', '--help']).exit_code == 0",
    ],
)
def test_nothing_heavy_is_imported(code: str) -> None:
    assert not loaded_by(code) & HEAVY


def test_tagging_needs_no_scikit_learn() -> None:
    assert "sklearn" not in loaded_by("import gongkai\ngongkai.tag(['举办新闻发布会2场。'])")


def test_public_names() -> None:
    assert gongkai.__all__ == sorted(gongkai.__all__)
    for name in gongkai.__all__:
        assert getattr(gongkai, name) is not None


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        gongkai.nothing  # noqa: B018

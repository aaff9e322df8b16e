"""Fixtures shared by the tests: the sample corpus, indexed once."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongkai.cli import cli

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def sample() -> Path:
    return ROOT / "corpora" / "sample"


@pytest.fixture(scope="session")
def indexed(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library made of the sample corpus by `gongkai index`."""
    folder = tmp_path_factory.mktemp("index")
    done = CliRunner().invoke(cli, ["index", str(sample), "--index", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def run():
    """Run the command line in this process: run("search", "政策解读") → Result."""

    def _run(*args: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, [str(a) for a in args], input=stdin)

    return _run

"""The wheel and the sdist carry what the program needs, and the wheel can be installed."""

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one wheel and one sdist of the checkout."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def in_the_package() -> set[str]:
    package = ROOT / "src" / "gongkai"
    return {
        "gongkai/" + path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_carries_every_file_of_the_package_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert names == in_the_package()
    assert {"gongkai/py.typed", "gongkai/data/dictionary.txt", "gongkai/data/messages.json"} <= names
    assert any(name.startswith("gongkai/data/model/") for name in names)


def test_the_sdist_carries_sources_tests_documents_and_samples(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {f"src/{name}" for name in in_the_package()} <= names
    assert {"LICENSE", "README.md", "README.zh-CN.md", "pyproject.toml", "tests/test_cli.py"} <= names
    assert {"docs/cli.md", "corpora/sample/manifest.json"} <= names


def test_the_wheel_installs_and_runs(built: Path, tmp_path: Path) -> None:
    home = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True, timeout=60)
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    wheel = next(built.glob("*.whl"))
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--disable-pip-version-check", str(wheel)], check=True, timeout=120)
    code = "import gongkai, pathlib; print(gongkai.__version__, gongkai.__file__)"
    done = subprocess.run(
        [python, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    version, file = done.stdout.split()
    assert version == PROJECT["version"] and Path(file).is_relative_to(home)


def test_the_version_stands_in_one_way_everywhere() -> None:
    import gongkai

    assert PROJECT["version"] == gongkai.__version__
    assert f"version: {gongkai.__version__}" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_extras_are_what_the_main_job_can_do_without() -> None:
    extras = PROJECT["optional-dependencies"]
    every = {name for extra, names in extras.items() if extra not in ("all", "dev") for name in names}
    assert set(extras["all"]) == every
    assert not every & set(PROJECT["dependencies"])

"""Bad input: one clear line naming the file and the cause, the batch goes on, the exit code says so."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest


@pytest.fixture
def bad_files(tmp_path: Path) -> dict[str, Path]:
    folder = tmp_path / "in"
    folder.mkdir()
    files = {
        name: folder / name
        for name in (
            "empty.html",
            "broken.pdf",
            "locked.pdf",
            "zip.docx",
            "bomb.html",
            "noise.bin",
            "deep.html",
            "manytables.html",
        )
    }
    files["empty.html"].write_bytes(b"")
    files["broken.pdf"].write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    _locked_pdf(files["locked.pdf"])
    with zipfile.ZipFile(files["zip.docx"], "w") as archive:
        archive.writestr("hello.txt", "not a document")
    with files["bomb.html"].open("wb") as out:
        for _ in range(50):
            out.write(b"<div><table><tr><td>" * (1024 * 1024 // 20))
    files["noise.bin"].write_bytes(bytes(range(256)) * 64)
    files["deep.html"].write_bytes(b"<div>" * 10_000 + "一、总体情况".encode() + b"</div>" * 10_000)
    files["manytables.html"].write_bytes(b"<html>" + b"<table><tr><td>a</td><td>1</td></tr></table>" * 30_000)
    return files


def _locked_pdf(path: Path) -> None:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    encrypt = pytest.importorskip("reportlab.lib.pdfencrypt")
    page = canvas.Canvas(str(path), encrypt=encrypt.StandardEncryption("secret", canPrint=0))
    page.drawString(100, 700, "locked")
    page.save()


def test_each_bad_file_is_one_clear_line_and_the_batch_goes_on(
    run, sample: Path, bad_files: dict[str, Path], tmp_path: Path
) -> None:
    good = sorted((sample / "reports").rglob("*.html"))[0]
    shutil.copy(good, bad_files["empty.html"].parent / "good.html")
    done = run("index", bad_files["empty.html"].parent, "--index", tmp_path / "index", "--json")
    assert done.exit_code == 2
    summary = json.loads(done.stdout)
    assert summary["read"] == 1
    told = {Path(source).name: cause for source, cause in summary["failures"] + summary["skipped"]}
    assert set(told) == set(bad_files)
    assert all(cause and "\n" not in cause and "unexpected" not in cause for cause in told.values()), told
    assert "password" in told["locked.pdf"].lower() or "密码" in told["locked.pdf"]


@pytest.mark.parametrize(
    "name",
    ["empty.html", "broken.pdf", "locked.pdf", "zip.docx", "bomb.html", "noise.bin", "manytables.html"],
)
@pytest.mark.parametrize("command", ["read", "check", "tag"])
def test_a_bad_file_alone(run, bad_files: dict[str, Path], command: str, name: str) -> None:
    done = run(command, bad_files[name])
    assert done.exit_code == 2
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1 and name in lines[0] and lines[0].startswith("gongkai: ")


def test_a_missing_file(run, tmp_path: Path) -> None:
    for command in ("read", "check", "tag", "index", "figures"):
        done = run(command, tmp_path / "nothing.html")
        assert done.exit_code == 2 and "nothing.html" in done.stderr

"""Write the outputs on documentation pages anew: ``python tests/refresh_docs.py [FILE…]``. Review the diff."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import doc_notebook as notebook
from doc_blocks import ROOT, documents, pictures, refreshed, workspace


def main(names: list[str]) -> int:
    """Refresh the pages named, or all of them; what cannot be run is told."""
    if not names:
        subprocess.run([sys.executable, ROOT / "docs" / "build.py"], check=True)
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        whole = Path(name) / "whole"
        workspace(whole)
        for path in [Path(name).resolve() for name in names] or documents():
            text = path.read_text("utf-8")
            place = Path(name) / path.stem
            shutil.copytree(whole, place)
            with contextlib.chdir(place):
                new, failures = refreshed(text, "zh" if "zh-CN" in path.name else "en")
            for failure in failures:
                print(f"{path.name}: {failure}")
            failed += len(failures)
            if new != text:
                path.write_text(new, "utf-8", newline="\n")
                print(f"{path.name}: refreshed")
        if not names:
            with contextlib.chdir(whole):
                pictures.draw()
            if notebook.refresh(whole):
                print("notebook.ipynb: refreshed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

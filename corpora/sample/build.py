"""Build the sample corpus: ``python corpora/sample/build.py [FOLDER]``.

Reads ``sources/*.toml`` and writes ``reports/``, ``truth/`` and ``manifest.json`` (into FOLDER, by default beside this
script). The same sources give the same bytes on every run. Needs reportlab and python-docx.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from builder import pdf, plain, web, word  # noqa: E402
from builder.source import Source, load  # noqa: E402

FORMS: dict[str, Callable[[Source], bytes]] = {
    "html-trs": web.trs,
    "html-hanweb": web.hanweb,
    "html-modern": web.modern,
    "pdf": pdf.build,
    "docx": word.build,
    "text": plain.text,
    "markdown": plain.markdown,
}


def build(target: Path) -> list[dict[str, Any]]:
    """Write every report, its truth cells and the manifest below ``target``; returns the manifest's entries."""
    entries = [_one(load(path), target) for path in sorted((HERE / "sources").glob("*.toml"))]
    tools = {name: version(name) for name in ("python-docx", "reportlab")}
    _json(target / "manifest.json", {"built_with": tools, "reports": entries})
    return entries


def _one(source: Source, target: Path) -> dict[str, Any]:
    content = FORMS[source.style](source)
    file = target / "reports" / source.path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    truth = f"truth/{source.name}.tables.json"
    _json(target / truth, {"organ": source.organ, "year": source.year, "cells": source.cells})
    return {
        "name": source.name,
        "file": f"reports/{source.path}",
        "organ": source.organ,
        "year": source.year,
        "title": source.title,
        "published": source.published,
        "published_in_file": source.style.startswith("html") or source.style == "markdown",
        "period": source.period,
        "era": source.era,
        "format": source.style,
        "sha256": hashlib.sha256(content).hexdigest(),
        "truth": truth,
        "faults": source.faults,
    }


def _json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")


if __name__ == "__main__":
    built = build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
    print(f"{len(built)} reports, {sum(bool(entry['faults']) for entry in built)} with planted faults")

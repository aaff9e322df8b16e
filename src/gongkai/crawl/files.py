"""Documents on disk: named by their hash and by what they are, never by anything a page says."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from .task import Found

_EXTENSIONS = {"text": "txt", "image": "img", "binary": "bin"}


def document_path(folder: Path, relation: str, digest: str, kind: str) -> Path:
    """Where a document lies: ``reports/`` or ``attachments/``, by hash, with the extension its content calls for."""
    place = "reports" if relation == "report" else "attachments"
    return folder / place / f"{digest[:20]}.{_EXTENSIONS.get(kind, kind)}"


def keep(folder: Path, found: Found) -> None:
    """Writes a document; it is whole or not there at all."""
    path = document_path(folder, found.relation, hashlib.sha256(found.content).hexdigest(), found.kind)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name("." + path.name)
    partial.write_bytes(found.content)
    os.replace(partial, path)

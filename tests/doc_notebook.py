"""The notebook of the documentation, executed as Jupyter does it."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import nbclient
import nbformat

PATH = Path(__file__).resolve().parents[1] / "docs" / "notebook.ipynb"


def executed(folder: Path) -> Any:
    """The notebook with the outputs it has when run in a folder. Raises nbclient's CellExecutionError."""
    notebook = nbformat.read(PATH, 4)
    metadata = copy.deepcopy(notebook.metadata)
    client = nbclient.NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    notebook.metadata = metadata
    return notebook


def texts(notebook: Any) -> list[str]:
    """What the cells print and return, as text; pictures are left out."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs]


def refresh(folder: Path) -> bool:
    """Write the outputs anew if the texts in them have changed; whether they had."""
    notebook = executed(folder)
    if texts(notebook) == texts(nbformat.read(PATH, 4)):
        return False
    nbformat.write(notebook, PATH)
    return True

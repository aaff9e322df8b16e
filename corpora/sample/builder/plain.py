"""Flattened text (a table's cells one to a line, as copied from a browser) and Markdown."""

from __future__ import annotations

from .grids import Grid, filled, placed
from .source import Source
from .story import pieces


def text(source: Source) -> bytes:
    """The report as a text file."""
    lines = [source.title, ""]
    tab = "\t" if source.options.get("tabs") else ""
    for kind, words, grid in pieces(source):
        lines += _flat(grid, tab) if kind == "table" else [words]
        if kind == "heading" and source.options.get("airy"):
            lines.append("")
    return ("\n".join(lines) + "\n").encode(source.options.get("encoding", "utf-8"))


def _flat(grid: Grid, tab: str) -> list[str]:
    lines: list[str] = [""]
    begun = {(r, c): box for r, c, box in placed(grid)}
    covered = {
        (r + i, c) for (r, c), box in begun.items() for i in range(1, box.rows)
    }  # a cell spanned from above leaves an empty line, as a browser's copy does
    for r in range(len(grid)):
        columns = sorted(c for row, c in begun.keys() | covered if row == r)
        lines += [tab + (begun[r, c].text if (r, c) in begun else "") for c in columns]
        lines.append("")
    return lines


def markdown(source: Source) -> bytes:
    """The report as Markdown with pipe tables; spanned places stay empty."""
    lines = [f"# {source.title}", "", f"发布日期：{source.published}　来源：{source.organ}", ""]
    for kind, words, grid in pieces(source):
        if kind == "table":
            rows = ["| " + " | ".join(row) + " |" for row in filled(grid)]
            lines += [rows[0], "|" + " --- |" * len(filled(grid)[0]), *rows[1:], ""]
        else:
            lines += [{"heading": "## ", "sub": "### "}.get(kind, "") + words, ""]
    return "\n".join(lines).encode("utf-8")

"""``docs/data-dictionary.md`` from ``data/columns.json``: ``python -m gongkai.export.dictionary > docs/data-dictionary.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from .columns import about, columns_of, kinds

_HEAD = """# Data dictionary / 数据字典
<!-- made by `python -m gongkai.export.dictionary` from src/gongkai/data/columns.json: change that file, not this one -->

`gongkai export KIND` writes one table a kind; `Library.rows(KIND)` yields the same rows as dicts. Columns keep their
names and order within a major version; new ones are added at the end. Rows are ordered by organ, year, report, and
place in the report. How each format writes each type: [exports.md](exports.md).

Shared rules:
- **Spans** (`start`, `end`) are half-open character ranges of the report's text as shown (`gongkai read --json`, `text`).
- **Decimals** are exact: `1.50` stays `1.50` in CSV; in JSON they are strings for that reason.
- An empty field means *not known* or *not there*, never 0.
- **Lists** of words are joined by `|` in CSV and Excel and are arrays in JSON and Parquet; what is deeper is JSON.
- `--year`, `--organ`, `--topic`, `--stance`, `--query` filter passages, figures and tags by their own passage, and
  other kinds by whether any passage of the report fits.
"""


def dictionary() -> str:
    """The page: a table of columns for each kind of rows."""
    return "\n".join([_HEAD, *_parts()])


def _parts() -> Iterator[str]:
    for kind in kinds():
        yield f"## {kind}\n{about(kind)}\n\n| column | type | content |\n|---|---|---|"
        for column in columns_of(kind):
            yield f"| `{column.name}` | {column.type} | {column.content.replace('|', chr(92) + '|')} |"
        yield ""


if __name__ == "__main__":
    sys.stdout.write(dictionary())

"""The crawl's notes beside its files, as indexing and checking read them."""

import json
from pathlib import Path

import pytest

from gongkai.manifest import entries, noted


def written(folder: Path, text: str) -> Path:
    (folder / "reports").mkdir()
    (folder / "reports" / "ab12.html").write_text("<p>", "utf-8")
    (folder / "manifest.jsonl").write_text(text, "utf-8")
    return folder / "reports" / "ab12.html"


def test_a_line_separator_in_a_title_breaks_no_line(tmp_path: Path) -> None:
    row = {
        "path": "reports/ab12.html",
        "url": "http://a.gov.cn/1",
        "final_url": "",
        "relation": "report",
        "fetched_at": "2025-01-20T08:00:00+00:00",
        "title": "年度报告\u2028续",
    }
    note = noted(written(tmp_path, json.dumps(row, ensure_ascii=False) + "\n"))
    assert note is not None and note.url == "http://a.gov.cn/1"


@pytest.mark.parametrize("text", ["", "{", "[1]\n", '{"name": "other"}\n'])
def test_some_other_file_of_that_name_is_no_manifest(tmp_path: Path, text: str) -> None:
    assert noted(written(tmp_path, text)) is None
    assert entries(tmp_path / "none.jsonl") == []

"""The real reports that lie beside a development checkout; skipped where the folder is missing."""

import json
from pathlib import Path

import pytest

import gongkai
from gongkai.model import Report

SHARED = Path(__file__).resolve().parents[2] / "shared" / "reports"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real reports are not here")

EXPECTED = {
    "hangzhou_style_2025.html": ("测试市", 2025, "2021"),
    "huaian_2024.pdf": ("淮安市人民政府", 2024, "2021"),
    "shanghai_office_2019.html": ("上海市人民政府办公厅", 2019, "2019"),
    "shanghai_office_2025.md": ("上海市人民政府办公厅", 2025, "2021"),
    "xicheng_2024.txt": ("中关村科技园区西城园管理委员会", 2024, "2021"),
}
_read: dict[str, Report] = {}


def report(name: str) -> Report:
    if name not in _read:
        _read[name] = gongkai.read(SHARED / name)
    return _read[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_metadata(name: str) -> None:
    got = report(name)
    assert (got.organ, got.year, got.era) == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_six_sections_in_order(name: str) -> None:
    got = report(name)
    ids = [s.id for s in got.sections if s.id in {"s1", "s2", "s3", "s4", "s5", "s6"}]
    assert ids == ["s1", "s2", "s3", "s4", "s5", "s6"]


@pytest.mark.parametrize("name", EXPECTED)
def test_every_cell(name: str) -> None:
    got = report(name)
    truth = json.loads((SHARED / name).with_suffix(".tables.json").read_text("utf-8"))["cells"]
    wrong = {}
    for cell_id, value in truth.items():
        cell = got.cell(cell_id)
        right = cell.state == "blank" if value is None else cell.raw.strip().startswith(value)
        if not right:
            wrong[cell_id] = (value, cell)
    assert not wrong


@pytest.mark.parametrize("name", EXPECTED)
def test_every_span_is_true(name: str) -> None:
    got = report(name)
    for figure in got.figures:
        assert got.text[figure.start : figure.end] == figure.text
    for passage in got.passages:
        assert got.text[passage.start : passage.end] == passage.text
    for tagging in got.tags:
        for evidence in tagging.evidence:
            assert got.text[evidence.start : evidence.end] == evidence.text
    for finding in got.findings:
        for span in finding.spans:
            assert got.text[span.start : span.end] == span.text
        if finding.verdict == "FAIL":
            assert finding.cells or finding.spans


def test_the_figures_of_xicheng() -> None:
    got = report("xicheng_2024.txt")
    truth = json.loads((SHARED / "xicheng_2024.figures.json").read_text("utf-8"))
    found = {
        (
            f.text.replace(" ", ""),
            None if f.low is None else float(f.low),
            None if f.high is None else float(f.high),
            f.qualifier,
            f.unit,
        )
        for f in got.figures
    }
    wanted = {
        (
            f["surface"].replace(" ", ""),
            None if f["low"] is None else float(f["low"]),
            None if f["high"] is None else float(f["high"]),
            f["qualifier"],
            f["unit"],
        )
        for f in truth["figures"]
    }
    assert found == wanted


def test_no_false_alarm_on_clean_tables() -> None:
    for name in EXPECTED:
        if name != "shanghai_office_2019.html":  # its prose does contradict its tables
            assert [f for f in report(name).findings if f.verdict == "FAIL"] == []

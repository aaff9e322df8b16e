"""One truth printed in many styles of table: the same cells, or none."""

from __future__ import annotations

import pytest

from golden.cases import missing, wrong
from golden.grids import tables_of
from golden.truth import make_truth
from gongkai.model import Page, Report
from gongkai.parse import parse_report
from gongkai.readers import read_document

pytest.importorskip("reportlab")
from golden.printer import STYLES, print_pdf


def printed(form: str, kind: str, style: str, seed: int) -> tuple[Report, dict[str, str]]:
    truth = make_truth(seed, form, kind)
    content = print_pdf(tables_of(truth, form), STYLES[style])
    return parse_report(read_document(Page(content, style))), truth


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("form", "kind", "seed"), [("2021", "busy", 3), ("2021", "large", 5), ("2019", "quiet", 7)]
)
def test_style(style: str, form: str, kind: str, seed: int) -> None:
    report, truth = printed(form, kind, style, seed)
    assert not wrong(report, truth)
    assert not missing(report, truth)
    assert [s.id for s in report.sections if s.id != "s0"] == ["s1", "s2", "s3", "s4", "s5", "s6"]

"""gongkai (公开): read, tag, measure, check and search 政府信息公开工作年度报告.

::

    report = gongkai.read("report.html")             # Report: sections, tables, figures, tags, findings
    figures = gongkai.find_figures("推送信息360余篇")   # [Figure]
    tags = gongkai.tag(["举办新闻发布会4场。"])          # [Tagging], one per passage
    library = gongkai.Library("index/")              # add, remove, get, rows, search

Names load on first use, so that ``import gongkai`` stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .checks import Checked, Dismissals, check_batch, check_pair, check_report
    from .comparison import compare, trend
    from .errors import GongkaiError, LibraryError, ModelError, QueryError, ReadError
    from .evaluation import Evaluation, evaluate
    from .figures import find_figures, find_non_measures, find_stated_zeros, parse_numeral
    from .health import doctor
    from .ingest import index
    from .library import Library
    from .measures import MetricValue, metrics
    from .model import Cell, Document, Figure, Finding, Page, Passage, Report, Section, Tagging
    from .pipeline import enrich, read
    from .supervision import check_library
    from .tagging import tag, train

__version__ = "0.1.0"

_HOME = {
    "Cell": "model",
    "Checked": "checks",
    "Dismissals": "checks",
    "Document": "model",
    "Figure": "model",
    "Finding": "model",
    "Evaluation": "evaluation",
    "GongkaiError": "errors",
    "Library": "library",
    "LibraryError": "errors",
    "MetricValue": "measures",
    "ModelError": "errors",
    "Page": "model",
    "Passage": "model",
    "QueryError": "errors",
    "ReadError": "errors",
    "Report": "model",
    "Section": "model",
    "Tagging": "model",
    "check_batch": "checks",
    "check_library": "supervision",
    "check_pair": "checks",
    "check_report": "checks",
    "doctor": "health",
    "compare": "comparison",
    "enrich": "pipeline",
    "evaluate": "evaluation",
    "find_figures": "figures",
    "find_non_measures": "figures",
    "find_stated_zeros": "figures",
    "index": "ingest",
    "metrics": "measures",
    "parse_numeral": "figures",
    "read": "pipeline",
    "tag": "tagging",
    "train": "tagging",
    "trend": "comparison",
}

__all__ = [
    "Cell",
    "Checked",
    "Dismissals",
    "Document",
    "Evaluation",
    "Figure",
    "Finding",
    "GongkaiError",
    "Library",
    "LibraryError",
    "MetricValue",
    "ModelError",
    "Page",
    "Passage",
    "QueryError",
    "ReadError",
    "Report",
    "Section",
    "Tagging",
    "__version__",
    "check_batch",
    "check_library",
    "check_pair",
    "check_report",
    "compare",
    "doctor",
    "enrich",
    "evaluate",
    "find_figures",
    "find_non_measures",
    "find_stated_zeros",
    "index",
    "metrics",
    "parse_numeral",
    "read",
    "tag",
    "train",
    "trend",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value

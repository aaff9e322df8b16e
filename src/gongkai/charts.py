"""Measures as charts: a standalone HTML page without network, or a picture for a paper."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from . import __version__
from .comparison import number, shown
from .errors import ExportError
from .export.files import write_whole

FONTS = '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Heiti SC", SimHei, "WenQuanYi Micro Hei", sans-serif'
_LEGEND = 20  # organs that a legend can name
Row = dict[str, Any]


def write_html(rows: Iterable[Row], path: str | Path, title: str = "") -> None:
    """Write rows of ``compare`` or ``trend`` as one HTML page: a chart with its scripts inside, and a table with the
    evidence of each value. All words of reports are escaped. Raises ExportError without the extra ``charts``."""
    from jinja2 import Environment, StrictUndefined

    rows = list(rows)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string(files("gongkai").joinpath("data/chart_page.html").read_text("utf-8"))
    page = template.render(
        title=title or _title(rows),
        version=__version__,
        fonts=FONTS.replace('"', "'"),
        rows=[row | {"shown": shown(row)} for row in rows],
        bundle=_engine().javascript_bundle("window.vegaEmbed = vegaEmbed;"),
        spec=chart(rows),
    )
    write_whole(Path(path), lambda part: part.write_text(page, "utf-8"))


def write_picture(rows: Iterable[Row], path: str | Path, title: str = "") -> None:
    """Write the chart as a PNG of 200 dots an inch, or as SVG if the file is named so.

    Warns if no Chinese font is installed. Raises ExportError without the extra ``charts``.
    """
    rows = list(rows)
    engine = _engine()
    spec = chart(rows) | {"title": title or _title(rows)}
    if _blind(engine):
        warnings.warn(
            "no Chinese font is installed: install one, such as Noto Sans CJK / 缺少中文字体", stacklevel=2
        )
    offline: dict[str, Any] = {"allowed_base_urls": []}
    if Path(path).suffix.lower() == ".svg":
        content = engine.vegalite_to_svg(spec, **offline).encode()
    else:
        content = engine.vegalite_to_png(spec, ppi=200, **offline)
    write_whole(Path(path), lambda part: part.write_bytes(content))


_POINTS: dict[str, Any] = {
    "shape": {
        "field": "bound",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": ["", "≥", "<"], "range": ["circle", "triangle-up", "triangle-down"]},
    },
    "tooltip": [
        {"field": "metric", "title": "指标"},
        {"field": "organ", "title": "机构"},
        {"field": "year", "title": "年份"},
        {"field": "shown", "title": "数值"},
        {"field": "rule", "title": "规则"},
    ],
}


def chart(rows: list[Row]) -> dict[str, Any]:
    """The Vega-Lite specification: lines over the years, a colour for each organ, a panel for each metric.

    Years without a value are gaps. Bounds (≥, <) are triangles.
    """
    values = _values(rows)
    organs = {value["organ"] for value in values}
    metrics = list(dict.fromkeys(value["metric"] for value in values))
    legend: dict[str, Any] | None = {"orient": "bottom", "columns": 2, "labelLimit": 360}
    encoding = {
        "x": {"field": "year", "type": "ordinal", "title": "年份", "axis": {"labelAngle": 0}},
        "y": {"field": "value", "type": "quantitative", "title": None},
        "color": {
            "field": "organ",
            "type": "nominal",
            "title": None,
            "scale": {"scheme": "tableau10" if len(organs) <= 10 else "tableau20"},
            "legend": legend if 1 < len(organs) <= _LEGEND else None,
        },
    }
    unit = {
        "width": 560,
        "height": 300 if len(metrics) == 1 else 150,
        "encoding": encoding,
        "layer": [
            {"mark": {"type": "line", "strokeWidth": 1.6}},
            {
                "mark": {"type": "point", "filled": True, "size": 55, "opacity": 1},
                "encoding": _POINTS,
            },
        ],
    }
    spec: dict[str, Any] = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": values},
        "config": {
            "font": FONTS,
            "view": {"stroke": None},
            "mark": {"invalid": "break-paths-show-path-domains"},
        },
    }
    if len(metrics) == 1:
        return spec | unit
    panel = {
        "field": "metric",
        "type": "nominal",
        "title": None,
        "sort": metrics,
        "header": {"labelFontSize": 13},
    }
    return spec | {"facet": panel, "columns": 1, "spec": unit, "resolve": {"scale": {"y": "independent"}}}


def _values(rows: list[Row]) -> list[Row]:
    """A point for each organ, year and metric that has any value; a missing report is a gap like an unknown value."""
    told = {row["metric"] for row in rows if row["value"] is not None}
    known = {(row["metric"], row["organ"], row["year"]): row for row in rows if row["metric"] in told}
    years = sorted({row["year"] for row in rows})
    if years and years[-1] - years[0] < 60:
        years = list(range(years[0], years[-1] + 1))
    series = dict.fromkeys((row["metric"], row["organ"], row["name"], row["unit"]) for row in known.values())
    points = []
    for metric, organ, name, unit in series:
        for year in years:
            row = known.get((metric, organ, year))
            points.append(
                {
                    "metric": f"{name}（{unit}）",
                    "organ": organ,
                    "year": year,
                    "value": number(row["value"]) if row else None,
                    "shown": shown(row) if row else "–",
                    "bound": {"at_least": "≥", "below": "<"}.get(row["qualifier"] or "", "") if row else "",
                    "rule": row["rule"] if row else "no report",
                }
            )
    return points


def _title(rows: list[Row]) -> str:
    names = list(dict.fromkeys(f"{row['name']}（{row['unit']}）" for row in rows))
    return names[0] if len(names) == 1 else "政府信息公开工作年度报告：指标比较"


def _engine() -> Any:
    try:
        import vl_convert
    except ImportError:
        raise ExportError(
            "charts need vl-convert: pip install 'gongkai[charts]' / 生成图表需要安装 vl-convert"
        ) from None
    return vl_convert


def _blind(engine: Any) -> bool:
    """Whether two Chinese characters look the same: both are the box that stands for a missing glyph."""
    draw: Callable[[str], bytes] = lambda char: engine.svg_to_png(  # noqa: E731
        f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
        f"<text x='2' y='16' font-size='14' font-family='{FONTS.replace(chr(34), '')}'>{char}</text></svg>"
    )
    return draw("国") == draw("限")

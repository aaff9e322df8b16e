"""Named measures of a report: what a year's 新闻发布会, 公众号推送 or 予以公开率 was, each with its evidence.

A measure is data (``data/metrics.json``): either a formula over table cells, or what the prose must say around a
figure. Nothing is added up that the report does not add up, and what is not known stays empty with its reason.
"""

from __future__ import annotations

from .rules import Measure, measure, measures
from .values import MetricValue, metrics

__all__ = ["Measure", "MetricValue", "measure", "measures", "metrics"]

"""Organs across reports: one name for one organ, its kind, and the day its report is due."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from gongkai.checks.wording import wording
from gongkai.fold import fold
from gongkai.model import Report

OrganKind = Literal["department", "government", "township", "agency"]

KIND_ZH: dict[OrganKind, str] = {
    "department": "政府部门",
    "government": "本级政府",
    "township": "乡镇、街道",
    "agency": "派出机构、开发区",
}


def organ_key(report: Report) -> str:
    """One spelling of the organ; a report without one stands alone."""
    return folded_name(report.organ) or report.id


def folded_name(organ: str) -> str:
    """The name with width, script and punctuation folded, 人民政府 of a place taken as the place."""
    return re.sub(r"人民政府$", "", re.sub(r"\W|_", "", fold(organ)))


def organ_kind(organ: str) -> OrganKind:
    """The kind of organ, by its name; what is none of the others is a department."""
    name = re.sub(r"[（(][^（）()]*[）)]$", "", re.sub(r"\s", "", organ))
    if wording("kind.township").search(name):
        return "township"
    if (
        wording("kind.agency").search(name)
        and not wording("kind.commission").search(name)
        and wording("kind.agency_place").search(name)
    ):
        return "agency"
    return "government" if wording("kind.government").search(name) else "department"


def due(organ: str, year: int) -> tuple[date, bool]:
    """The last day for the report on ``year``, and whether the law says so (for townships it is advice).

    条例第四十九条: departments by 31 January, the government of a level by 31 March; before report year 2018 all by
    31 March. Townships, streets and agencies are not in it; local rules mostly follow the departments.
    """
    kind = organ_kind(organ)
    if year < 2018 or kind == "government":
        return date(year + 1, 3, 31), True
    return date(year + 1, 1, 31), kind == "department"

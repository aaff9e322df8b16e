"""A source file (TOML) and the table cells it stands for.

Sources hold leaf values only. Totals are computed here, so that a sum in the corpus is wrong only where a fault was
planted on purpose.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
FORMAT: dict[str, Any] = json.loads((ROOT / "src/gongkai/data/format.json").read_text("utf-8"))
COLUMNS = [c["id"] for c in FORMAT["t3"]["cols"]]
OUTCOMES = [c["id"] for c in FORMAT["t4"]["cols"]]
REVIEWS = [g["id"] for g in FORMAT["t4"]["groups"]]


@dataclass(frozen=True)
class Source:
    """One report as written: narrative, leaf cells, dress, and the faults planted in it."""

    name: str  # the source file's stem, e.g. "yunqi_2024"
    organ: str
    year: int
    published: str  # YYYY-MM-DD
    title: str
    period: str
    path: str  # below reports/
    style: str  # html-trs, html-hanweb, html-modern, pdf, docx, text, markdown
    intro: str
    s1: str
    s5: str
    s6: str
    site: dict[str, str]
    cells: dict[str, str | None]  # as printed; None = blank
    faults: list[dict[str, Any]]
    headings: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def era(self) -> str:
        return "2019" if self.year <= 2020 else "2021"

    def heading(self, section: str) -> str:
        """The section's heading as this organ prints it."""
        usual: dict[str, str] = {s["id"]: s["title"] for s in FORMAT["sections_2021"]}
        return self.headings.get(section, usual[section])


def t3_rows(era: str) -> list[dict[str, Any]]:
    """The rows of table 3 in that form, top to bottom."""
    rows: list[dict[str, Any]] = FORMAT["t3"]["rows_2019" if era == "2019" else "rows_2021"]
    return rows


def load(path: Path) -> Source:
    """Read one source. Raises ValueError where its table does not balance."""
    raw = tomllib.loads(path.read_text("utf-8"))
    era = "2019" if raw["year"] <= 2020 else "2021"
    right = _t2(raw.get("t2", {}), era) | _t3(raw.get("t3", {}), era, path.stem) | _t4(raw.get("t4", {}))
    words = _words(right, era)
    faults = raw.get("faults", [])
    printed: dict[str, str | None] = dict(right)
    for fault in faults:
        printed.update(fault.get("printed", {}))
    if raw.get("options", {}).get("blank_zeros"):
        printed = {k: None if v == "0" and k.startswith(("t3", "t4")) else v for k, v in printed.items()}
    texts = {key: _fill(raw.get(key, ""), words, path.stem) for key in ("intro", "s1", "s5", "s6")}
    return Source(
        name=path.stem,
        organ=raw["organ"],
        year=raw["year"],
        published=raw["published"],
        title=raw["title"],
        period=raw["period"],
        path=raw["path"],
        style=raw["style"],
        site=raw.get("site", {}),
        cells=printed,
        faults=faults,
        headings=raw.get("headings", {}),
        options=raw.get("options", {}),
        **texts,
    )


def _fill(text: str, words: dict[str, str], name: str) -> str:
    """Put table values into prose: {new} is the number of new requests, and so on."""

    def value(match: re.Match[str]) -> str:
        if match.group(1) not in words:
            raise ValueError(f"{name}: unknown word {match.group()}")
        return words[match.group(1)]

    return re.sub(r"\{(\w+)\}", value, text).strip()


def _words(cells: dict[str, str], era: str) -> dict[str, str]:
    def total(rows: list[str]) -> int:
        return sum(int(cells.get(f"t3.{row}.c_total", "0")) for row in rows)

    groups = FORMAT["t3"]["groups"]
    made = {
        "new": total(["r_new"]),
        "carry_in": total(["r_carry_in"]),
        "handled": total(["r_new", "r_carry_in"]),
        "open": total(["r_open"]),
        "part": total(["r_part"]),
        "no": total(groups["g_no"]),
        "na": total(groups["g_na"]),
        "np": total(groups["g_np"]),
        "ot": total(["r_ot_all"] if era == "2019" else groups["g_ot"]),
        "done": total(["r_total"]),
        "carry_out": total(["r_carry_out"]),
        "person": int(cells["t3.r_new.c_person"]),
        "review": int(cells["t4.g_review.total"]),
        "suit": int(cells["t4.g_suit_direct.total"]) + int(cells["t4.g_suit_after.total"]),
    }
    short = {"made": "a1.normdoc.made", "repealed": "a1.normdoc.repealed", "valid": "a1.normdoc.valid"}
    short |= {"permit": "a5.permit.decided", "penalty": "a6.penalty.decided"}
    return {k: str(v) for k, v in made.items()} | {k: cells.get(f"t2.{v}", "") for k, v in short.items()}


def _t2(given: dict[str, str], era: str) -> dict[str, str]:
    cells: dict[str, str] = {}
    left = dict(given)
    for article in FORMAT["t2_2019" if era == "2019" else "t2_2021"]:
        for row, _ in article["rows"]:
            values = left.pop(f"{article['id']}.{row}", " ".join("0" for _ in article["cols"])).split()
            for (column, _), value in zip(article["cols"], values, strict=True):
                cells[f"t2.{article['id']}.{row}.{column}"] = value
    if left:
        raise ValueError(f"unknown rows of table 2: {sorted(left)}")
    return cells


def _t3(given: dict[str, str], era: str, name: str) -> dict[str, str]:
    rows = t3_rows(era)
    left = dict(given)
    values = {r["id"]: _six(left.pop(r["id"], ""), name) for r in rows if r["kind"] != "subtotal"}
    if left:
        raise ValueError(f"{name}: unknown rows of table 3: {sorted(left)}")
    leaves = [values[r["id"]] for r in rows if r["kind"] == "leaf"]
    values["r_total"] = [sum(column) for column in zip(*leaves, strict=True)]
    for i in range(6):
        into = values["r_new"][i] + values["r_carry_in"][i]
        out = values["r_total"][i] + values["r_carry_out"][i]
        if into != out:
            raise ValueError(f"{name}: {COLUMNS[i]} does not balance: {into} in, {out} out")
    return {
        f"t3.{row['id']}.{column}": str(value)
        for row in rows
        for column, value in zip(COLUMNS, [*values[row["id"]], sum(values[row["id"]])], strict=True)
    }


def _six(text: str, name: str) -> list[int]:
    values = [int(v) for v in text.split()] or [0]
    values += [0] * (6 - len(values))  # trailing applicants may be left out
    if len(values) != 6:
        raise ValueError(f"{name}: more than six applicants: {text}")
    return values


def _t4(given: dict[str, str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for group in REVIEWS:
        four = [int(v) for v in given.get(group, "0 0 0 0").split()]
        for column, value in zip(OUTCOMES, [*four, sum(four)], strict=True):
            cells[f"t4.{group}.{column}"] = str(value)
    return cells

"""The checks: faults put into clean tables, a library of 500 reports, one file; each with its figure.

``python benchmarks/checks.py`` (a few minutes). Every report is invented or of the sample corpus.
"""

from __future__ import annotations

import dataclasses
import json
import random
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from gongkai import Library, check_library, read
from gongkai.checks import check_report
from gongkai.checks.findings import Ledger
from gongkai.checks.identities import check_identities
from gongkai.model import Report
from gongkai.parse.tables.cells import make

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpora" / "sample"
FAULTS = 10_000
REPORTS = 500


def sample() -> list[Report]:
    """The reports of the sample corpus without planted faults in a table."""
    entries = json.loads((SAMPLE / "manifest.json").read_text("utf-8"))["reports"]
    clean = [e for e in entries if not any(r.startswith("R") for f in e["faults"] for r in f["rules"])]
    return [read(SAMPLE / e["file"]) for e in clean]


def faults(text: str, dice: random.Random) -> str:
    """A digit wrong, dropped, doubled or swapped, or the cell left blank."""
    at = dice.randrange(len(text))
    made = {text[:at] + str(dice.randrange(10)) + text[at + 1 :], text[:at] + text[at] * 2 + text[at + 1 :]}
    made |= {text[:at] + text[at + 1 :], text[:at] + text[at:][::-1]}
    made = {str(int(m)) if m else "" for m in made}
    return dice.choice(sorted(made - {text} - ({""} if text == "0" else set())) or [str(int(text + "1"))])


def inject(reports: list[Report], table: str, count: int) -> tuple[int, int, int]:
    """(faults, noticed, cell named with its right value) of single wrong cells."""
    dice = random.Random(7)
    full = [
        r
        for r in reports
        if r.tables.get(table) and all(c.value is not None for c in r.tables[table].values())
    ]
    noticed = located = 0
    for _ in range(count):
        report = dice.choice(full)
        cell = dice.choice(list(report.tables[table]))
        truth = report.tables[table][cell]
        broken = {**report.tables[table], cell: make(cell, faults(str(truth.value), dice))}
        ledger = Ledger(dataclasses.replace(report, tables={**report.tables, table: broken}, issues=()))
        check_identities(ledger.report, ledger)
        said = [f for f in ledger.findings() if f.verdict in ("FAIL", "UNCERTAIN") and f.rule != "R.BLANK"]
        noticed += bool(said)
        located += bool(said) and all(f.expected == {cell: Decimal(truth.value or 0)} for f in said)
    return count, noticed, located


def library(reports: list[Report], folder: Path) -> float:
    """Seconds of ``check --all`` on 500 reports: five years each of a hundred organs, each with words of its own."""
    with Library(folder) as made, made.batch():
        for n in range(REPORTS):
            organ = f"测试{n // 5}县{('教育', '水利', '财政', '林业')[n // 5 % 4]}局"
            report = reports[n % len(reports)]
            made.add(
                dataclasses.replace(
                    report, id=f"{n:016x}", sha256=f"{n:064x}", organ=organ, year=2020 + n % 5
                )
            )
    start = time.perf_counter()
    with Library(folder) as opened:
        check_library(opened)
    return time.perf_counter() - start


def main() -> None:
    reports = sample()
    print("| task | n | result |\n|---|---|---|")
    for table, name in (("t3", "table 3"), ("t4", "table 4")):
        count, noticed, located = inject(reports, table, FAULTS if table == "t3" else FAULTS // 5)
        print(
            f"| single wrong cell in {name} | {count} | noticed {noticed / count:.2%}, named and put right {located / count:.2%} |"
        )
    wrong = sum(f.verdict == "FAIL" and f.rule.startswith("R") for r in reports for f in check_report(r))
    print(f"| false alarms about sums on clean reports | {len(reports)} | {wrong} |")
    start = time.perf_counter()
    for report in reports:
        check_report(report)
    print(
        f"| one report, all static rules | {len(reports)} | {(time.perf_counter() - start) / len(reports) * 1000:.1f} ms each |"
    )
    with tempfile.TemporaryDirectory() as folder:
        print(f"| `check --all` | {REPORTS} | {library(reports, Path(folder)):.1f} s |")


if __name__ == "__main__":
    sys.exit(main())

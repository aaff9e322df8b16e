"""Findings that a person has looked at and set aside, with the reason: a log beside the library.

One JSON object a line, only ever added to: who dismissed what, when and why, and who took it back. It is a record of
decisions, so it lies beside ``index/`` (which may be deleted at any time), not in it. A finding's id rests on its
evidence: when the evidence changes the finding gets another id, and is open again.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from gongkai.errors import GongkaiError, ReadError
from gongkai.model import Finding

FILE = "dismissals.jsonl"
_ID = re.compile(r"[0-9a-f]{12}")
_LONGEST = 2000  # characters of a reason


@dataclass(frozen=True, slots=True)
class Dismissal:
    """One line of the log. ``about`` is what the finding said then, for people who read the log."""

    id: str
    reason: str
    at: str  # ISO time, UTC
    by: str = ""
    about: str = ""
    undone: bool = False


class Dismissals:
    """The log at ``path``; a missing file is an empty log. Raises ReadError naming the line that cannot be read."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._of: dict[str, Dismissal] = {}
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    self._take(self._read(line, number))

    def __len__(self) -> int:
        return len(self._of)

    @property
    def standing(self) -> Mapping[str, Dismissal]:
        """Finding id → the dismissal that stands."""
        return self._of

    def reason(self, finding: Finding) -> str:
        """Why the finding was dismissed, "" if it was not."""
        found = self._of.get(finding.id)
        return found.reason if found else ""

    def dismiss(self, finding_id: str, reason: str, *, by: str = "", about: str = "") -> Dismissal:
        """Dismiss a finding. Raises GongkaiError if the id or the reason cannot be one."""
        if not _ID.fullmatch(finding_id):
            raise GongkaiError(f"{finding_id}: not a finding's id (12 letters and digits) / 不是问题编号")
        if not reason.strip() or len(reason) > _LONGEST:
            raise GongkaiError(f"{finding_id}: a reason of 1 to {_LONGEST} characters is needed / 请写明理由")
        return self._add(Dismissal(finding_id, reason.strip(), _now(), by, about))

    def undo(self, finding_id: str, *, by: str = "") -> Dismissal:
        """Take a dismissal back. Raises GongkaiError if none stands."""
        if finding_id not in self._of:
            raise GongkaiError(f"{finding_id}: not dismissed in {self.path} / 该问题没有被排除")
        return self._add(Dismissal(finding_id, "", _now(), by, undone=True))

    def _add(self, dismissal: Dismissal) -> Dismissal:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(asdict(dismissal), ensure_ascii=False) + "\n")
            log.flush()
            os.fsync(log.fileno())
        self._take(dismissal)
        return dismissal

    def _take(self, dismissal: Dismissal) -> None:
        if dismissal.undone:
            self._of.pop(dismissal.id, None)
        else:
            self._of[dismissal.id] = dismissal

    def _read(self, line: str, number: int) -> Dismissal:
        try:
            given = json.loads(line)
            return Dismissal(
                str(given["id"]),
                str(given["reason"]),
                str(given["at"]),
                str(given.get("by", "")),
                str(given.get("about", "")),
                bool(given.get("undone", False)),
            )
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise ReadError(
                str(self.path), f"line {number} is no dismissal / 第{number}行无法读取"
            ) from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

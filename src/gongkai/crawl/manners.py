"""How a host wants to be asked: its robots.txt, its delay, and how long to stay away after trouble."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from .archive import Archive
from .options import Options
from .robots import Robots
from .state import State
from .task import Task
from .urls import host_of, origin_of

_BACK_OFF = (10.0, 40.0)  # times the delay: 50 s and 200 s with the default delay


class Manners:
    """The manners of one run, remembered in the state."""

    def __init__(self, state: State, archive: Archive, options: Options) -> None:
        self.state = state
        self.archive = archive
        self.options = options
        self._robots: dict[str, Robots | None] = {}
        self._delays: dict[str, float] = {}

    def allowed(self, task: Task) -> str | Task:
        """ "" if robots.txt allows the task, why not if it does not, the request for robots.txt if it is not known."""
        origin = origin_of(task.url)
        row = self.state.one("SELECT * FROM robots WHERE run=? AND origin=?", (self.state.run, origin))
        if row is None:
            return Task(f"{origin}/robots.txt", "robots", source=task.source, context={"run": self.state.run})
        if row["state"] == "closed":
            return "robots.txt could not be read (5xx): RFC 9309 takes that as a prohibition"
        if row["state"] == "none":
            return ""
        if origin not in self._robots:
            self._robots[origin] = self._read(row["visit"])
        robots = self._robots[origin]
        if robots is None or robots.allows(task.url):
            return ""
        return f"robots.txt of {origin} forbids it / robots 禁止抓取"

    def _read(self, visit_id: int) -> Robots | None:
        visit = self.state.one("SELECT * FROM visit WHERE id=?", (visit_id,))
        holder = self.state.payload(visit) if visit else None
        return Robots.of(self.archive.read(self.state.place(holder))) if holder is not None else None

    def robots_known(self, task: Task, state: str, visit: int | None) -> str:
        """Notes what became of a request for robots.txt. Returns the host it speaks for."""
        origin = origin_of(task.first_url or task.url)
        host = host_of(origin)
        self.state.db.execute(
            "INSERT OR REPLACE INTO robots VALUES(?, ?, ?, ?)", (self.state.run, origin, state, visit)
        )
        if state == "rules" and visit is not None:
            robots = self._robots[origin] = self._read(visit)
            if robots is not None and robots.delay:
                self.state.set_host(host, delay=robots.delay)
                self._delays[host] = robots.delay
        return host

    def back_off(self, host: str, attempts: int, retry_after: float | None) -> float:
        """Seconds to stay away after a failed try: what the server asks for, or ten, then forty delays."""
        wait = self.options.delay[1] * _BACK_OFF[min(attempts, len(_BACK_OFF) - 1)]
        self.state.note(host, "slowed down after 429/5xx answers or failed connections")
        return max(wait if retry_after is None else 0.0, retry_after or 0.0)

    def delay(self, host: str) -> tuple[float, float]:
        """Least and most seconds between an answer and the next request; Crawl-delay counts if it is longer."""
        if host not in self._delays:
            self._delays[host] = float(self.state.host(host)["delay"])
        asked = self._delays[host]
        low, high = self.options.delay
        return (max(low, asked), max(high, asked * 1.1 if asked > low else 0.0))

    def earliest(self, host: str) -> float:
        """When (monotonic) the host may be asked after a restart: the delay since its last answer is kept."""
        last = self.state.host(host)["last_at"]
        if not last:
            return 0.0
        since = datetime.now(UTC).timestamp() - datetime.fromisoformat(last).timestamp()
        low, _ = self.delay(host)
        return time.monotonic() + max(0.0, low - since)

"""One run: hands out requests, takes in answers, settles each in one transaction after its WARC record is on disk."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .archive import Archive, Place, Raw
from .files import keep
from .interpret import View, interpret
from .manners import Manners
from .options import Options
from .state import State, now
from .task import Fetched, Outcome, Task, Ticket
from .urls import Scope, host_and_port, host_of, origin_of

if TYPE_CHECKING:
    from .addresses import Addresses
    from .gate import Gate

_TRIES = 3
_ROBOTS_HOURS = 24  # RFC 9309 2.4: a robots.txt is not used longer than a day
_LONGEST_WAIT = 600.0  # a longer Retry-After ends the host's run
_REFUSALS = 5  # answers of 401/403 in a row
_FAILURES = 3  # failed connections in a row


@dataclass
class Counts:
    """For the progress line."""

    fetched: int = 0
    documents: int = 0
    failed: int = 0


class Run:
    """The crawl of one corpus between start and end."""

    def __init__(
        self,
        folder: Path,
        state: State,
        scope: Scope,
        options: Options,
        progress: Callable[[Run], None] | None = None,
    ) -> None:
        self.folder = folder
        self.state = state
        self.scope = scope
        self.options = options
        self.archive = Archive(folder / "warc")
        self.manners = Manners(state, self.archive, options)
        self.view = View(options.wanted)
        self.counts = Counts()
        self.addresses: Addresses  # set by the engine
        self.gate: Gate  # set by Scrapy's middleware
        self.stopping = ""
        self._progress = progress
        self._ready: OrderedDict[str, None] = OrderedDict()
        self._busy: set[str] = set()
        self._end = time.monotonic() + options.max_minutes * 60

    # handing out

    def resume(self) -> None:
        """Takes up what the last process left: WARC records not yet settled, and the hosts with something to do."""
        file, end = self.state.committed_end()
        for path in sorted(self.archive.folder.glob("crawl-*.warc.gz")):
            if path.name < file:
                continue
            for key, fetched, place, revisit in self.archive.tail(path.name, end if path.name == file else 0):
                self._take_up(key, fetched, place, revisit)
        self.state.forget_old_robots(now(_ROBOTS_HOURS))
        for host in self.state.waiting_hosts():
            self._ready[host] = None

    def _take_up(self, key: str, fetched: Fetched, place: Place, revisit: bool) -> None:
        row = self.state.one(
            "SELECT id, data, attempts FROM task WHERE run=? AND key=? AND state='pending'",
            (self.state.run, key),
        )
        if row is None:
            return
        task = Task.from_json(row["data"])
        if task.url != fetched.url:
            task = replace(task, url=fetched.url)
        self._settle(row["id"], task, row["attempts"], fetched, place, revisit or fetched.status == 304)

    def add(self, task: Task, via: str = "") -> None:
        """Queues a task, or notes why it may not be asked."""
        reason = self.scope.refuse(task.url, via)
        if reason:
            if task.role == "robots":
                # a redirect that may not be followed counts as unavailable
                self._wake(self.manners.robots_known(task, "none", None))
            self.state.add_failed(task, "refused", reason)
            return
        if self.state.add(task):
            host = host_of(task.url)
            if host not in self._busy and not self.state.host(host)["stopped"]:
                self._ready.setdefault(host)
            elif (row := self.state.host(host))["stopped"]:
                self.state.stop_host(host, row["reason"], row["stopped"])

    def has_more(self) -> bool:
        """Whether a host waits for its turn (what is under way does not count)."""
        return bool(self._ready) and not self.ending(0)

    def ending(self, seconds: float) -> bool:
        """Whether the run is over ``seconds`` from now: stopped, out of time, or out of pages."""
        if not self.stopping and time.monotonic() + seconds >= self._end:
            self.stopping = f"time limit of {self.options.max_minutes:g} minutes"
        if not self.stopping and self.counts.fetched >= self.options.max_pages:
            self.stopping = f"page limit of {self.options.max_pages}"
        return bool(self.stopping)

    def next_ticket(self) -> Ticket | None:
        """The next request of a host that has none under way; robots.txt comes first everywhere."""
        while self._ready and not self.ending(0):
            host, _ = self._ready.popitem(last=False)
            with self.state.transaction():
                ticket = self._ticket(host)
            if ticket is not None:
                self._busy.add(host)
                return ticket
        return None

    def _ticket(self, host: str) -> Ticket | None:
        row = self.state.host(host)
        if row["requests"] >= self.options.max_host_pages:
            self.state.stop_host(host, "limit", f"page limit of {self.options.max_host_pages} for one host")
            return None
        while (found := self.state.next_task(host)) is not None:
            task_id, task, attempts = found
            if row["plain"] and task.url.startswith("https:"):
                task = replace(task, url="http:" + task.url[6:], first_url=task.first_url or task.url)
            if task.role != "robots":
                asked = self.manners.allowed(task)
                if isinstance(asked, Task):
                    if self.state.add(asked):
                        continue
                    return None  # asked for at another host, which wakes this one
                if asked:
                    self.state.settle(
                        task_id, "done" if task.context.get("probe") else "failed", "robots", asked
                    )
                    continue
            return Ticket(task_id, task, attempts, self._conditional(task))
        return None

    def _conditional(self, task: Task) -> dict[str, str]:
        """If-None-Match and If-Modified-Since from the last good visit in an earlier run."""
        visit = self.state.last_visit(task.key) if task.method == "GET" else None
        if visit is None or visit["run"] == self.state.run:
            return {}
        out = {}
        if visit["etag"]:
            out["If-None-Match"] = visit["etag"]
        if visit["modified"]:
            out["If-Modified-Since"] = visit["modified"]
        return out

    # taking in

    def answered(self, ticket: Ticket, raw: Raw, body: bytes) -> float:
        """Archives and settles a response. Returns the seconds to wait on top of the delay (0: none)."""
        self.counts.fetched += 1
        headers: dict[str, str] = {}
        for name, value in raw.headers:
            headers[name.lower()] = f"{headers[name.lower()]}, {value}" if name.lower() in headers else value
        fetched = Fetched(raw.url, raw.status, headers, body, raw.at)
        key = ticket.task.key
        same = None
        known = self.state.last_visit(key)
        holder = self.state.payload(known) if known else None
        digest = hashlib.sha256(body).hexdigest()
        if holder is not None and (raw.status == 304 or (raw.status == 200 and holder["sha256"] == digest)):
            same = (holder["url"], holder["at"], f"sha256:{holder['sha256']}")
        place = self.archive.append(raw, self._stored_key(ticket), same_as=same)
        return self._settle(ticket.id, ticket.task, ticket.attempts, fetched, place, same is not None)

    def take_in(self, task_id: int, task: Task, raw: Raw) -> None:
        """Archives and settles a response that comes from a file and not from the web."""
        headers = {name.lower(): value for name, value in raw.headers}
        place = self.archive.append(raw, task.key)
        fetched = Fetched(raw.url, raw.status, headers, raw.body, raw.at)
        self._settle(task_id, task, _TRIES, fetched, place, False)

    def _stored_key(self, ticket: Ticket) -> str:
        row = self.state.one("SELECT key FROM task WHERE id=?", (ticket.id,))
        return str(row["key"]) if row else ticket.task.key

    def _settle(
        self, task_id: int, task: Task, attempts: int, fetched: Fetched, place: Place, same: bool
    ) -> float:
        holder = None
        if same:
            known = self.state.last_visit(task.key)
            holder = self.state.payload(known) if known else None
            if holder is not None:
                kept = self.archive.read(self.state.place(holder))
                fetched = Fetched(
                    fetched.url, 200, {**kept.headers, **fetched.headers}, kept.body, fetched.at
                )
        outcome = self._interpret(fetched, task)
        for found in outcome.found:
            keep(self.folder, found)
        with self.state.transaction():
            visit = self.state.add_visit(
                task.key, fetched.url, fetched.at, fetched.status, hashlib.sha256(fetched.body).hexdigest(),
                fetched.headers, place, holder["id"] if holder is not None else 0,
            )  # fmt: skip
            return self._commit(task_id, task, attempts, fetched, outcome, visit)

    def _interpret(self, fetched: Fetched, task: Task) -> Outcome:
        try:
            return interpret(fetched, task, self.view)
        except (
            Exception
        ) as error:  # a bug of ours on one page must not lose the run; it is reported, not hidden
            return Outcome(
                reason="error", detail=f"unexpected {type(error).__name__}: {error} (please report this)"
            )

    def _commit(
        self, task_id: int, task: Task, attempts: int, fetched: Fetched, outcome: Outcome, visit: int
    ) -> float:
        host = host_of(task.url)
        row = self.state.host(host)
        refused = row["refused"] + 1 if fetched.status in (401, 403) else 0
        self.state.set_host(host, requests=row["requests"] + 1, refused=refused, failed=0, last_at=fetched.at)
        if task.url.startswith("https:") and host_and_port(task.url)[0] in self.options.insecure_hosts:
            self.state.note(host, "TLS: the certificate is not verified for this host, as asked (证书未验证)")
        if outcome.retry and attempts + 1 < _TRIES and not self._too_long(host, outcome):
            self.state.retry(task_id)
            return self.manners.back_off(host, attempts, outcome.retry_after)
        if outcome.robots and not outcome.stop:
            self._wake(self.manners.robots_known(task, outcome.robots, visit))
        for following in outcome.tasks:
            self.add(following, fetched.url if following.hops > task.hops else "")
        for found in outcome.found:
            self.state.add_document(task, found, hashlib.sha256(found.content).hexdigest(), fetched.at)
            self.counts.documents += found.relation == "report"
        self._remember(outcome, host)
        failed = bool(outcome.reason) and outcome.reason != "filtered" and not task.context.get("probe")
        self.counts.failed += failed
        state = "failed" if failed else "done"
        self.state.settle(task_id, state, outcome.reason, outcome.detail)
        if outcome.stop:
            self.state.stop_host(host, outcome.reason or "error", outcome.stop)
        elif refused >= _REFUSALS:
            self.state.stop_host(host, "guard", f"the server refused {refused} requests in a row (401/403)")
        return 0.0

    def _remember(self, outcome: Outcome, host: str) -> None:
        import json

        for text in outcome.notes:
            self.state.note(host, text)
        for entry in outcome.related:
            self.state.db.execute(
                "INSERT OR IGNORE INTO related VALUES(?, ?, ?)",
                (self.state.run, entry["url"], json.dumps(entry, ensure_ascii=False)),
            )

    def _wake(self, host: str) -> None:
        """A host that waited for its robots.txt may go on."""
        if host not in self._busy:
            self._ready.setdefault(host)

    def _unstick(self) -> None:
        """A host that waits for a robots.txt nobody will bring any more takes it as forbidding (RFC 9309 2.3.1.4)."""
        for host in self.state.waiting_hosts():
            found = self.state.next_task(host)
            if found is not None:
                task = Task(f"{origin_of(found[1].url)}/robots.txt", "robots")
                self._wake(self.manners.robots_known(task, "closed", None))

    def _too_long(self, host: str, outcome: Outcome) -> bool:
        if outcome.retry_after is not None and outcome.retry_after > _LONGEST_WAIT:
            outcome.stop = f"the server asks to come back in {outcome.retry_after:.0f} s; run again later"
            outcome.reason = "error"
            return True
        return False

    def failed(self, ticket: Ticket, reason: str, detail: str, *, network: bool) -> float:
        """Settles a request that brought no response. Returns the seconds to wait."""
        task, host = ticket.task, host_of(ticket.task.url)
        with self.state.transaction():
            row = self.state.host(host)
            if network and self._fall_back(ticket, detail):
                return 0.0
            # A host that hangs on first contact may still be at work on that request: it is not asked twice.
            hangs = task.role == "robots" and "timeout" in detail.lower()
            if network and not hangs and ticket.attempts + 1 < _TRIES - 1:
                self.state.retry(ticket.id)
                return self.manners.back_off(host, ticket.attempts, None)
            self.counts.failed += 1
            self.state.settle(ticket.id, "failed", reason, detail)
            if task.role == "robots":
                origin = host_of(task.first_url or task.url)
                self.state.stop_host(origin, reason, f"robots.txt could not be asked: {detail}")
            elif network:
                self.state.set_host(host, failed=row["failed"] + 1)
                if row["failed"] + 1 >= _FAILURES:
                    self.state.stop_host(
                        host, "error", f"{row['failed'] + 1} connections in a row failed: {detail}"
                    )
        return 0.0

    def _fall_back(self, ticket: Ticket, detail: str) -> bool:
        """A host that never answered on https is asked on http, with a note; never one whose certificate is bad."""
        task = ticket.task
        if task.role != "robots" or not task.url.startswith("https:") or "certificate" in detail.lower():
            return False
        host = host_of(task.url)
        if self.state.one(
            "SELECT 1 FROM visit WHERE run=? AND url LIKE ? LIMIT 1", (self.state.run, f"https://{host}/%")
        ):
            return False
        self.state.set_host(host, plain=1)
        self.state.note(host, "https failed; the host was asked on http without encryption (仅 http)")
        self.state.settle(ticket.id, "done", "", "https failed, http is asked instead")
        return True

    def leave(self, host: str) -> None:
        """The host is free again; it queues up if it has more to do."""
        self._busy.discard(host)
        if self.state.host(host)["stopped"]:
            return
        if self.state.next_task(host) is None and (sitemap := self.state.last_resort(host)) is not None:
            self.add(sitemap)
        if self.state.next_task(host) is not None:
            self._ready[host] = None
        if not self._ready and not self._busy:
            self._unstick()
        if self._progress:
            self._progress(self)

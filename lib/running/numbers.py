"""Numbers about the running server in Prometheus's text format; counts what it hears, nothing more.

No label ever holds a name, an address, a value or a path: each has a small closed set of words.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from lib.events import DONE, UNFINISHED, Told

disable_created_metrics()  # when each counter began doubles the text and tells nobody anything
LOG = logging.getLogger("yuxi.numbers")
TYPE = CONTENT_TYPE_PLAIN_0_0_4
SHORT = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Seconds of a request or a rerun."""
LONG = (0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 120)
"""Seconds of a file that is read or made."""
COMMITS = ("submission", "undo", "plan", "thresholds", "breakdown", "meetings", "decisions")
"""What the audit calls a submission, by kind."""
SIGN_INS = {"sign_in": "accepted", "sign_in_refused": "refused"}
"""What the audit calls a try to sign in, and how it ended."""


@dataclass(frozen=True)
class Stand:
    """How the store stands: number of the last submission, entries of the audit by kind, and bytes
    of the database, of its log, and free beside them where this machine keeps them; heads is the
    last submission of each plan beside the home plan, by its name in the settings."""

    head: int
    entries: Mapping[str, int] = field(default_factory=dict)
    size: int = 0
    log: int = 0
    free: int | None = None
    heads: Mapping[str, int] = field(default_factory=dict)


class Numbers:
    """Everything that is counted in this process, and how the store stands when asked."""

    def __init__(self, stand: Callable[[], Stand]) -> None:
        own = self._registry = CollectorRegistry()
        self.requests = Counter(
            "yuxi_requests", "Requests by kind and status", ["route", "status"], registry=own
        )
        self.request = Histogram(
            "yuxi_request_seconds", "Time of a request", ["route"], buckets=SHORT, registry=own
        )
        self.sessions = Gauge("yuxi_sessions", "Open browser sessions", registry=own)
        self.rerun = Histogram(
            "yuxi_rerun_seconds", "Time of a page's script", ["page"], buckets=SHORT, registry=own
        )
        self.errors = Counter("yuxi_page_errors", "Errors shown with a number", registry=own)
        self.refusals = Counter(
            "yuxi_refusals", "What was refused, by reason", ["code"], registry=own
        )
        self.upload = Histogram(
            "yuxi_upload_seconds", "Time to read a file", ["outcome"], buckets=LONG, registry=own
        )
        self.export = Histogram(
            "yuxi_export_seconds",
            "Time to make a file",
            ["format", "outcome"],
            buckets=LONG,
            registry=own,
        )
        ProcessCollector(registry=own)
        own.register(_Store(stand))  # type: ignore[arg-type]  collect() is all it needs

    def hear(self, told: Told) -> None:
        """Count one thing that ended."""
        outcome = told.outcome if told.outcome in (DONE, UNFINISHED) else "refused"
        if told.what == "refused" or outcome == "refused":
            self.refusals.labels(told.outcome).inc()
        if told.what == "request":
            self.requests.labels(told.about["route"], told.about["status"]).inc()
            if told.about["route"] != "socket":  # it lasts as long as somebody looks
                self.request.labels(told.about["route"]).observe(told.seconds)
        elif told.what == "socket_opened":
            self.sessions.inc()
        elif told.what == "socket_closed":
            self.sessions.dec()
        elif told.what == "rerun":
            self.rerun.labels(told.about["page"]).observe(told.seconds)
        elif told.what == "page_error":
            self.errors.inc()
        elif told.what == "upload":
            self.upload.labels(outcome).observe(told.seconds)
        elif told.what == "export":
            self.export.labels(told.about["format"], outcome).observe(told.seconds)

    def text(self) -> bytes:
        """Everything as text; the store is asked now."""
        return generate_latest(self._registry)


class _Store:
    """What is read from the store and its disk at each question."""

    def __init__(self, stand: Callable[[], Stand]) -> None:
        self.stand = stand

    def describe(self) -> list[Metric]:
        """Nothing beforehand: the store is not asked before somebody wants to know."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Give the numbers of this moment."""
        up = GaugeMetricFamily("yuxi_store_up", "Whether the store answers")
        try:
            now = self.stand()
        except Exception as error:
            LOG.warning("the store gives no numbers", exc_info=error)
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield GaugeMetricFamily("yuxi_head_submission", "Number of the last submission", now.head)
        if now.heads:
            beside = GaugeMetricFamily(
                "yuxi_plan_head_submission", "Last submission of another plan", labels=["plan"]
            )
            for plan, head in now.heads.items():
                beside.add_metric([plan], head)
            yield beside
        commits = CounterMetricFamily("yuxi_commits", "Submissions by kind", labels=["kind"])
        for kind in COMMITS:
            commits.add_metric([kind], now.entries.get(kind, 0))
        yield commits
        tries = CounterMetricFamily("yuxi_sign_ins", "Tries to sign in", labels=["outcome"])
        for kind, outcome in SIGN_INS.items():
            tries.add_metric([outcome], now.entries.get(kind, 0))
        yield tries
        audit = CounterMetricFamily("yuxi_audit_entries", "Audit entries by kind", labels=["kind"])
        for kind, count in sorted(now.entries.items()):
            audit.add_metric([kind], count)
        yield audit
        yield GaugeMetricFamily("yuxi_database_bytes", "Size of the database", now.size)
        yield GaugeMetricFamily("yuxi_wal_bytes", "Size of its write-ahead log", now.log)
        if now.free is not None:
            yield GaugeMetricFamily("yuxi_disk_free_bytes", "Room beside the database", now.free)

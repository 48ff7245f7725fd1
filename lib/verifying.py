"""Whether the numbers of a file are still the current ones, and what changed since it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lib import store, texts
from lib.exports.carried import carried
from lib.issues import Refusal
from lib.moment import changed
from lib.office import Office
from lib.progress import Progress, Reason
from lib.recording import scene_of
from lib.report.mark import Mark, values_hash
from lib.report.scene import Scene
from lib.world import World, world

Key = tuple[str, int | None]


@dataclass(frozen=True)
class Change:
    """A target, or a year of one, that says something else now.

    before is None where the plan did not have it, after where it left. seq is the first
    submission since that touched it, with its author and time (naive UTC); None where only the
    day made the difference, or a threshold. whys tell the causes where they are known.
    """

    target_id: str
    instance: int | None
    before: Progress | None
    after: Progress | None
    seq: int | None = None
    author: str = ""
    when: datetime | None = None
    whys: tuple[Reason, ...] = ()

    @property
    def statuses(self) -> tuple[str, str]:
        """Status then and now; empty where there was no such target."""
        return (
            self.before.status if self.before else "",
            self.after.status if self.after else "",
        )

    @property
    def values(self) -> tuple[Decimal | None, Decimal | None]:
        """The value reached then and now."""
        return (
            self.before.actual if self.before else None,
            self.after.actual if self.after else None,
        )


@dataclass(frozen=True)
class Verdict:
    """What is to be said about a file.

    genuine: its hash is that of the store at its own moment. changes: what later submissions
    made of that same day. moved: how today differs from it, with the figures for later periods.
    newest and day are the moment it was compared with.
    """

    mark: Mark
    genuine: bool
    newest: int
    day: date
    changes: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()

    @property
    def current(self) -> bool:
        """Whether every number of the file is what the store says of its day."""
        return self.genuine and not self.changes


def verify(office: Office, data: bytes) -> Verdict:
    """Compare a file with the store.

    Raises Refusal for a file without a mark or of another plan, and where one of both is a
    demonstration.
    """
    mark = carried(data)
    if mark is None:
        raise Refusal("verify_no_mark")
    if mark.demo != office.db.demo:
        raise Refusal("verify_demo" if mark.demo else "verify_real")
    if mark.plan != office.plan:
        raise Refusal("verify_other_plan", found=mark.plan or "-", plan=office.plan or "-")
    newest, day = store.head(office.db), office.today()
    if mark.seq > newest or mark.as_of > day:
        return Verdict(mark, genuine=False, newest=newest, day=day)
    then = world(office, mark.seq, mark.as_of)
    later, today = world(office, newest, mark.as_of), world(office, newest, day)
    genuine = values_hash(_shown(then, mark).values()) == mark.sha256
    return Verdict(
        mark,
        genuine,
        newest,
        day,
        _changes(office, then, later, mark),
        _changes(office, later, today, mark),
    )


def told(office: Office, verdict: Verdict, lang: str) -> tuple[str, ...]:
    """The verdict in sentences: the outcome first, then a line per change."""

    def t(key: str, **params: object) -> str:
        return texts.t(lang, key, **params)

    mark = verdict.mark
    moment = t("present.pinned", day=texts.day(lang, mark.as_of), seq=mark.seq)
    if not verdict.genuine:
        outcome = t("verify.altered")
    elif verdict.changes:
        outcome = t("verify.outdated", count=len(verdict.changes), seq=verdict.newest)
    else:
        outcome = t("verify.current", seq=verdict.newest)
    scene = scene_of(office, lang, world(office, verdict.newest, verdict.day))
    lines = [t("verify.file", moment=moment, code=mark.code), outcome]
    lines += [_line(office, scene, change) for change in verdict.changes]
    if verdict.moved:
        lines.append(t("verify.moved", count=len(verdict.moved), day=texts.day(lang, verdict.day)))
        lines += [_line(office, scene, change) for change in verdict.moved]
    return tuple(lines)


def _shown(at: World, mark: Mark) -> dict[Key, Progress]:
    """The rows that a file with this mark tells of."""
    wanted = set(mark.targets)
    rows = (row for row in at.rows if row.target.target_id in wanted)
    return {(row.target.target_id, row.instance): row for row in rows}


def _changes(office: Office, before: World, after: World, mark: Mark) -> tuple[Change, ...]:
    olds, news = _shown(before, mark), _shown(after, mark)
    keys = [k for k in {**olds, **news} if _said(olds.get(k)) != _said(news.get(k))]
    if not keys:
        return ()
    causes = {
        one.target_id: tuple(w.reason for w in one.whys)
        for one in changed(office, (before.seq, before.day), (after.seq, after.day))
    }
    out = []
    for key in keys:
        first = _first(office, after if key[0] in after.plan else before, key[0], before.seq)
        whys = causes.get(key[0], ())
        out.append(Change(*key, olds.get(key), news.get(key), *first, whys))
    return tuple(out)


def _first(
    office: Office, at: World, target_id: str, seq: int
) -> tuple[int | None, str, datetime | None]:
    """The first submission after another one that wrote a target's values or its promise."""
    newest = store.head(office.db) if at.seq > seq else seq
    root = at.plan.root(at.plan[target_id]).target_id
    rows = [
        *store.revisions(office.db, root, newest),
        *store.promises(office.db, target_id, newest),
    ]
    later = [row for row in rows if row["seq"] > seq]
    if not later:
        return None, "", None
    row = min(later, key=lambda found: found["seq"])
    return row["seq"], row["author"], row["created_at"]


def _said(row: Progress | None) -> str:
    return values_hash([row]) if row else ""


def _line(office: Office, scene: Scene, change: Change) -> str:
    """T03-1 高新技术企业数：▲ 达到时序 → ■ 逾期未完成，201 户 → 195 户（第 97 批，李知行）."""
    row = change.after or change.before
    assert row is not None  # a change has one of both
    ways = [
        " → ".join(dict.fromkeys(texts.status(scene.lang, s) for s in change.statuses if s)),
        " → ".join(dict.fromkeys(scene.reached(r) for r in (change.before, change.after) if r)),
    ]
    told = {"target": change.target_id, "name": scene.named(row)}
    line = scene.t("verify.change", **told, ways=scene.t("report.stop").join(ways))
    if change.before is None or change.after is None:
        line += scene.t("verify.joined" if change.before is None else "verify.left")
    if change.seq is not None and change.when is not None:
        when = texts.moment(scene.lang, change.when, office.settings.zone)
        who = scene.name(change.author)
        line += scene.t("verify.by", seq=change.seq, who=who, when=when)
    return line

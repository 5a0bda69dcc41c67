"""The only writer of 推算: which months can be replayed, under which standard, what came out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q

from households.models import Place, User
from households.refusals import Refused
from points.models import PrintJob, Replay, Sheet, Standard
from points.periods import Month
from points.services import print_jobs
from points.services.replay_facts import Ground, between, ground
from points.services.standards import content_version
from points.stars import Stars

KIND: Final = "what_if"
"""The kind of job, as `PrintJob.kind` has it."""
RIGHT: Final = "points.change_standard"
MOST_MONTHS: Final = 24


@dataclass(frozen=True, slots=True)
class Wanted:
    """The months from `first` to `last`, and the levels by which stars are given."""

    first: Month
    last: Month
    stars: Stars

    @property
    def span(self) -> str:
        """“2026年1月至10月”, “2025年12月至2026年3月”."""
        if self.first == self.last:
            return self.first.label
        same_year = self.first.year == self.last.year
        until = f"{self.last.month}月" if same_year else self.last.label
        return f"{self.first.label}至{until}"

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> "Wanted":
        """As a job keeps it."""
        first, last = Month.parse(asked["first"]), Month.parse(asked["last"])
        return cls(first, last, Stars.read(asked["stars"]))

    @property
    def kept(self) -> dict[str, Any]:
        stars = [list(level) for level in self.stars.levels]
        return {"first": str(self.first), "last": str(self.last), "stars": stars}


def settled_months(community: Place) -> list[Month]:
    """The months whose sheets have all come through their review, the earliest first. One query."""
    months = (
        Sheet.objects.filter(community=community)
        .order_by("year", "month")
        .values("year", "month")
        .annotate(open=Count("pk", filter=Q(state=Sheet.State.REVIEW)))
    )
    return [Month(each["year"], each["month"]) for each in months if not each["open"]]


def ask(standard: Standard, wanted: Wanted, by: User, at: datetime, site: str) -> PrintJob:
    """The job that replays the months under `standard` as it is now.

    Raises Refused for months that are in the wrong order, too many or not settled, for a standard
    without items or one that contradicts itself, without an office, and as `print_jobs.ask`.
    """
    _refuse_months(standard.community, wanted)
    if not standard.items.exists():
        raise Refused("标准里还没有评分项，没有可推算的。请先填写评分项。")
    _ground(standard, wanted)
    asked = wanted.kept | {
        "standard": standard.pk,
        "title": standard.title,
        "version": content_version(standard),
    }
    title = f"推算“{standard.title}”（{wanted.span}）"
    order = print_jobs.Order(KIND, RIGHT, standard.community, title, asked, site)
    return print_jobs.ask(order, by, at)


def _refuse_months(community: Place, wanted: Wanted) -> None:
    if wanted.first > wanted.last:
        raise Refused({"last": "结束月份早于开始月份，请改正。"})
    sheets = Sheet.objects.filter(between(wanted.first, wanted.last), community=community)
    open_ones = sheets.filter(state=Sheet.State.REVIEW).order_by("year", "month", "group__code")
    first_open = open_ones.first()
    if first_open is not None:
        month = first_open.period
        number = open_ones.of_month(month).count()
        told = f"{month.label}还有{number}张积分表没有评完，不能推算，请改选月份。"
        raise Refused({"last": told})
    months = sheets.values("year", "month").distinct().order_by().count()
    if not months:
        raise Refused({"first": f"{wanted.span}没有积分表，没有可推算的，请改选月份。"})
    if months > MOST_MONTHS:
        raise Refused({"first": f"一次最多推算{MOST_MONTHS}个月，请改选月份。"})


def _ground(standard: Standard, wanted: Wanted) -> Ground:
    try:
        return ground(standard, wanted.first, wanted.last)
    except ValueError as error:
        told = f"“{standard.title}”现在还不能推算：{error}"
        raise Refused(told) from error


@transaction.atomic
def ground_of(job: PrintJob) -> Ground:
    """What `job` is worked out from: the standard word for word as it was when it was asked for.

    Raises Refused where that has been changed or deleted meanwhile.
    """
    # Held, so that it is the same when its rules are read as when its version is.
    standards = Standard.objects.select_for_update(no_key=True, of=("self",))
    standard = standards.filter(community=job.community_id, pk=job.asked["standard"]).first()
    if standard is None:
        raise Refused("这份草案已经删除，没有可推算的。")
    if content_version(standard) != job.asked["version"]:
        raise Refused("提交推算之后草案又有改动，没有推算完。请到草案那一页重新推算。")
    return _ground(standard, Wanted.of(job.asked))


@transaction.atomic
def keep(
    job: PrintJob,
    content: Mapping[str, Any],
    families: Sequence[Sequence[Any]],
    at: datetime,
) -> Replay:
    """The result of `job`, written once; a second call finds the first one's.

    `content` and `families` are what `points.services.replay_content` makes of the findings.
    Raises Refused once the job was stopped.
    """
    print_jobs.hold(job)
    known = Replay.objects.filter(job=job).first()
    if known is not None:
        return known
    return Replay.objects.create(
        community_id=job.community_id,
        job=job,
        standard_id=job.asked["standard"],
        title=job.asked["title"],
        version=job.asked["version"],
        content=dict(content),
        families=list(families),
        at=at,
    )

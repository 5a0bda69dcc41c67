"""Long prints on the screen: how far each is, how long it takes, until when its paper is kept."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from points.models import PrintJob
from points.services.print_jobs import KEPT

State = PrintJob.State
TONES: Final = {
    State.WAITING: "info",
    State.RUNNING: "notice",
    State.DONE: "ok",
    State.FAILED: "danger",
    State.STOPPED: "plain",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a job stands at a moment. `taken` is how long it has been worked on, “2分10秒”."""

    job: PrintJob
    at: datetime

    @property
    def tone(self) -> str:
        """Of the tag that says its state."""
        return TONES[State(self.job.state)]

    @property
    def told(self) -> str:
        """“已完成 12 / 46（正在排：赵庄1组）”."""
        job = self.job
        if job.state == State.WAITING and not job.done:
            return "排队中，还没有开始"
        if job.pieces is None:
            return "正在清点要排的内容" if job.is_unfinished else "还没有开始排"
        now = f"（正在排：{job.working_on}）" if job.working_on else ""
        return f"已完成 {job.done} / {job.pieces}{now}"

    @property
    def taken(self) -> str:
        began = self.job.started_at
        return in_words((self.job.finished_at or self.at) - began) if began else ""

    @property
    def kept_until(self) -> date | None:
        """The last day on which the paper is certainly there."""
        ended = self.job.finished_at
        return timezone.localdate(ended + KEPT) if ended and not self.is_over else None

    @property
    def is_over(self) -> bool:
        """Whether its time is over: nobody opens the paper any more, swept or not yet."""
        ended = self.job.finished_at
        return self.job.swept_at is not None or (ended is not None and self.at >= ended + KEPT)

    @property
    def has_paper(self) -> bool:
        return self.job.state == State.DONE and not self.is_over

    @property
    def may_go_on(self) -> bool:
        """Whether what failed or was stopped can be tried again with what is kept of it."""
        return self.job.state in (State.FAILED, State.STOPPED) and not self.is_over


def in_words(taken: timedelta) -> str:
    """“45秒”, “2分10秒”, “1小时3分”."""
    minutes, seconds = divmod(max(int(taken.total_seconds()), 0), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}小时{minutes}分"
    return f"{minutes}分{seconds}秒" if minutes else f"{seconds}秒"

"""批量打印: a print too long to wait for. It is set beside the request, piece by piece."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from households.models import User
from households.scope import ScopedQuerySet
from points.models.record import new_ref


class PrintJobQuerySet(ScopedQuerySet["PrintJob"]):
    def visible_to(self, user: User, on: date | None = None) -> Self:
        """Those that `user` asked for himself, at places his open appointments cover: on some are
        the PINs of cards."""
        return super().visible_to(user, on).filter(asked_by=user)

    def unfinished(self) -> Self:
        return self.filter(state__in=PrintJob.UNFINISHED)


class PrintJob(models.Model):
    """One print asked for. `asked` are the plain values of its `kind`'s form; `site` is the address
    villagers reach the program by, as codes on the paper have it.

    `pieces` is how many there are, null until they were counted; `done` of them are set and kept
    below MEDIA_ROOT until `swept_at`; `name` is what the whole paper is saved as. `touched_at`:
    when a piece of it was last taken up, or it was asked for; the worker takes the job that waits
    longest from there. `begun`: how often it was taken up without coming to the end of a piece
    since, as when the worker is killed for what it needs of the memory.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "正在排版"
        DONE = "done", "已完成"
        FAILED = "failed", "没有排成"
        STOPPED = "stopped", "已停止"

    UNFINISHED = (State.WAITING, State.RUNNING)

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    place = models.ForeignKey(
        "households.Place", models.PROTECT, related_name="+", verbose_name="打印范围"
    )
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    kind = models.CharField("种类", max_length=20)
    asked = models.JSONField(default=dict)
    site = models.CharField(max_length=200)
    title = models.CharField("内容", max_length=120)
    name = models.CharField("文件名", max_length=120, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=State.choices, default=State.WAITING, editable=False
    )
    pieces = models.PositiveSmallIntegerField("份数", null=True)
    done = models.PositiveSmallIntegerField("已完成", default=0)
    begun = models.PositiveSmallIntegerField(default=0, editable=False)
    working_on = models.CharField("正在排", max_length=120, blank=True)
    error = models.TextField("没有排成的原因", blank=True)
    asked_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("提交时间")
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    touched_at = models.DateTimeField()
    swept_at = models.DateTimeField("清除时间", null=True)

    objects = PrintJobQuerySet.as_manager()
    place_lookup = "place"

    class Meta:
        verbose_name = verbose_name_plural = "批量打印"
        ordering = ("-asked_at", "-pk")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=("touched_at",),
                condition=Q(state__in=("waiting", "running")),
                name="print_job_whose_turn_it_is",
            ),
            models.Index(fields=("asked_by", "-asked_at"), name="print_job_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="print_job_state_has_its_times_and_its_reason",
                condition=Q(state="waiting", finished_at__isnull=True, working_on="", error="")
                | Q(
                    state="running",
                    started_at__isnull=False,
                    finished_at__isnull=True,
                    error="",
                )
                | Q(
                    state="done",
                    started_at__isnull=False,
                    finished_at__isnull=False,
                    pieces__isnull=False,
                    done=F("pieces"),
                    working_on="",
                    error="",
                )
                | (
                    Q(
                        state="failed",
                        started_at__isnull=False,
                        finished_at__isnull=False,
                        working_on="",
                    )
                    & ~Q(error="")
                )
                | Q(state="stopped", finished_at__isnull=False, working_on="", error=""),
            ),
            models.CheckConstraint(
                name="print_job_makes_no_more_than_its_pieces",
                condition=Q(pieces__isnull=True, done=0)
                | Q(pieces__isnull=False, pieces__gte=1, done__lte=F("pieces")),
            ),
            models.CheckConstraint(
                name="print_job_is_swept_after_its_end",
                condition=Q(swept_at__isnull=True)
                | Q(
                    swept_at__isnull=False,
                    finished_at__isnull=False,
                    swept_at__gt=F("finished_at"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> date:
        """The day of printing that stands on the paper."""
        return timezone.localdate(self.asked_at)

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

"""征求意见: what people said about a draft of the standard, and what the office answered."""

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.record import new_ref


class StandardComment(models.Model):
    """One opinion as it came to the office. Who said it is nobody's business but the office's, and
    need not be written down."""

    class How(models.TextChoices):
        MEETING = "meeting", "会上提出"
        ORAL = "oral", "当面"
        PHONE = "phone", "电话"
        WRITTEN = "written", "书面"
        ONLINE = "online", "网络"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    notice = models.ForeignKey("points.Notice", models.PROTECT, related_name="comments")
    received_on = models.DateField("收到日期")
    how = models.CharField("怎么提的", max_length=10, choices=How.choices)
    text = models.CharField("意见内容", max_length=400)
    said_by = models.CharField("提出人", max_length=60, blank=True)
    typed_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "对标准草案的意见"
        ordering = ("received_on", "pk")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.received_on:%Y-%m-%d} 意见"


class StandardCommentAnswer(models.Model):
    """What the office made of an opinion, and why."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", "采纳"
        PARTLY = "partly", "部分采纳"
        REFUSED = "refused", "不采纳"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    comment = models.OneToOneField(StandardComment, models.PROTECT, related_name="answer")
    outcome = models.CharField("处理", max_length=10, choices=Outcome.choices)
    text = models.CharField("答复", max_length=400)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "对意见的答复"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="comment_answer_says_why", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.comment} {self.get_outcome_display()}"

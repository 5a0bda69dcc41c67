"""告知 and 陈述: a deduction is told to its household, and the household answers."""

from django.db import models
from django.db.models import F, Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.record import BY_CARD


class Serving(models.Model):
    """A deduction was told to its household; one made heavier afterwards has to be told again."""

    class How(models.TextChoices):
        IN_PERSON = "in_person", "当面告知"
        AT_HOME = "at_home", "上门送达"
        PHONE = "phone", "电话告知"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    record = models.ForeignKey("points.Record", models.PROTECT, related_name="servings")
    served_on = models.DateField("告知日期")
    how = models.CharField("告知方式", max_length=10, choices=How.choices)
    witness = models.CharField("见证人", max_length=60, blank=True)
    points_told = models.SmallIntegerField("告知的分值")
    answer_until = models.DateField("陈述期限", help_text="最后一天")
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    appointment = models.ForeignKey("households.Appointment", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "record__line__sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "扣分告知"
        ordering = ("at", "pk")
        default_permissions = ()
        permissions = [("serve_record", "告知扣分、代录陈述")]
        constraints = [
            models.CheckConstraint(
                name="serving_by_phone_has_a_witness",
                condition=~Q(how="phone") | ~Q(witness=""),
                violation_error_message="电话告知须有见证人，请填写见证人姓名。",
            ),
            models.CheckConstraint(
                name="serving_is_of_a_deduction_with_time_to_answer",
                condition=Q(points_told__lt=0, answer_until__gte=F("served_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.get_how_display()} {self.served_on}"


class Answer(models.Model):
    """What a household says to a deduction; it stands beside the record at every later step."""

    class How(models.TextChoices):
        CARD = "card", "积分卡"
        ORAL = "oral", "口头"
        WRITTEN = "written", "书面"

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    record = models.ForeignKey("points.Record", models.PROTECT, related_name="answers")
    text = models.CharField("陈述", max_length=400)
    how = models.CharField("方式", max_length=10, choices=How.choices)
    answered_on = models.DateField("陈述日期")
    version = models.PositiveIntegerField(editable=False)
    by_card = models.ForeignKey("households.Card", models.PROTECT, null=True, related_name="+")
    typed_by = models.ForeignKey("households.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "record__line__sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "陈述"
        ordering = ("at", "pk")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="answer_comes_by_card_or_is_typed_in",
                condition=Q(by_card__isnull=False, typed_by__isnull=True, how="card")
                | (Q(by_card__isnull=True, typed_by__isnull=False) & ~Q(how="card")),
            ),
            models.CheckConstraint(name="answer_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.text}"

    @property
    def author(self) -> str:
        """Who brought it, as pages name him."""
        return BY_CARD if self.typed_by is None else f"{self.typed_by.name}代录"

"""志愿队伍: a team of volunteers, and who of which household is on its list from when to when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.models.record import new_ref


class Team(models.Model):
    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    name = models.CharField("队伍名称", max_length=40)
    leader = models.CharField("负责人", max_length=60)
    since = models.DateField("成立日期")
    until = models.DateField("撤销日期", null=True, blank=True, help_text="最后一天")
    item_code = models.CharField("全年在册计入的评分项", max_length=10, blank=True)
    founded_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    founded_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    shared_lookup = "community"

    class Meta:
        verbose_name = verbose_name_plural = "志愿队伍"
        ordering = ("name", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("community", "name"),
                condition=Q(until__isnull=True),
                name="team_name_once_while_it_stands",
                violation_error_message="已经有这个名称的队伍，请换一个名称。",
            ),
            models.CheckConstraint(
                name="team_is_named_and_ends_after_it_began",
                condition=~Q(name="")
                & ~Q(leader="")
                & (Q(until__isnull=True) | Q(until__isnull=False, until__gte=F("since"))),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMemberQuerySet(ScopedQuerySet["TeamMember"]):
    def on_list(self, day: date) -> Self:
        """Those that are on their team's list on `day`, its last day included."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=day), joined_on__lte=day)


class TeamMember(models.Model):
    """Somebody of a household; one that left and comes again is another row."""

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="+", verbose_name="农户"
    )
    person = models.CharField("姓名", max_length=60)
    joined_on = models.DateField("入队日期")
    listed_by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    listed_at = models.DateTimeField()
    left_on = models.DateField("离队日期", null=True, blank=True)
    left_noted_by = models.ForeignKey(
        "households.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    left_noted_at = models.DateTimeField(null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()
    place_lookup = "household__group"
    guard = AppendOnly(settable=("left_noted_at", "left_noted_by", "left_on"))

    class Meta:
        verbose_name = verbose_name_plural = "队员"
        ordering = ("household__code", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("team", "household", "person"),
                condition=Q(left_on__isnull=True),
                name="member_once_while_on_the_list",
            ),
            models.CheckConstraint(
                name="member_is_named_and_leaves_after_joining_as_somebody_noted",
                condition=~Q(person="")
                & (
                    Q(left_on__isnull=True, left_noted_by__isnull=True, left_noted_at__isnull=True)
                    | Q(
                        left_on__isnull=False,
                        left_noted_by__isnull=False,
                        left_noted_at__isnull=False,
                        left_on__gte=F("joined_on"),
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.household} {self.person}"

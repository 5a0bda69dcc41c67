"""Places: a community, its natural villages, their villager groups, and outlets."""

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from households.roles import LIES_IN, PlaceKind
from households.scope import ScopedQuerySet


class PlaceQuerySet(ScopedQuerySet["Place"]):
    def covered_by(self, held: Any) -> Self:
        """The places `held` (primary keys) and everything below them."""
        return self.filter(Q(pk__in=held) | Q(parent__in=held) | Q(community__in=held))

    def groups(self) -> Self:
        return self.filter(kind=PlaceKind.GROUP)

    def joined_on(self, day: date) -> Self:
        """Villager groups whose village had joined the scheme by `day`."""
        return self.groups().filter(parent__joined_on__lte=day)


class Place(models.Model):
    kind = models.CharField("类别", max_length=10, choices=PlaceKind.choices)
    # The code stands in addresses, so it holds nothing that an address gives a meaning to.
    code = models.CharField(
        "编号",
        max_length=20,
        validators=[RegexValidator(r"^[\w-]+\Z", "编号只能用数字、字母、汉字和 - 。")],
    )
    name = models.CharField("名称", max_length=40)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级",
    )
    community = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="places", verbose_name="社区"
    )
    joined_on = models.DateField(
        "参加积分制日期", null=True, blank=True, help_text="只填自然村；空着表示尚未参加。"
    )

    objects = PlaceQuerySet.as_manager()
    place_lookup = "pk"

    class Meta:
        verbose_name = verbose_name_plural = "地点"
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                name="place_has_community_unless_it_is_one",
                condition=Q(kind="community", community__isnull=True, parent__isnull=True)
                | (~Q(kind="community") & Q(community__isnull=False, parent__isnull=False)),
            ),
            models.CheckConstraint(
                name="place_only_a_village_joins",
                condition=Q(joined_on__isnull=True) | Q(kind="village", joined_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("community", "code"),
                condition=Q(community__isnull=False),
                name="place_code_once_in_community",
                violation_error_message="本社区已有这个地点编号，请换一个。",
            ),
            models.UniqueConstraint(
                fields=("code",),
                condition=Q(community__isnull=True),
                name="community_code_once",
                violation_error_message="已有这个社区编号，请换一个。",
            ),
            models.UniqueConstraint(
                fields=("parent", "name"),
                condition=Q(parent__isnull=False),
                name="place_name_once_under_parent",
                violation_error_message="同一上级下已有这个名称，请换一个。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Refuses a place where it can't lie, and a joining day for anything but a village."""
        if self.parent is not None and self.parent.kind != LIES_IN.get(PlaceKind(self.kind)):
            upper = LIES_IN.get(PlaceKind(self.kind))
            raise ValidationError(
                {"parent": f"{self.get_kind_display()}的上级应是{upper.label if upper else '空'}。"}
            )
        if self.joined_on is not None and self.kind != PlaceKind.VILLAGE:
            raise ValidationError({"joined_on": "只有自然村填参加日期，请清空。"})

    @property
    def label(self) -> str:
        """The name as people say it: 赵庄第1组 for a group, the bare name otherwise."""
        if self.kind == PlaceKind.GROUP and self.parent is not None:
            return f"{self.parent.name}{self.name}"
        return self.name

    def home(self) -> "Place":
        """The community this place is or lies in."""
        return self.community or self

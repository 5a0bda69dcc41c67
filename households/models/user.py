"""An account. It has no rights of its own: what it may do comes from open appointments."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.auth import models as auth
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from households.scope import ScopedQuerySet

if TYPE_CHECKING:
    from households.models.appointment import Appointment


class UserManager(BaseUserManager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """Accounts by login name; they are made by `households.services.accounts`."""


class User(AbstractBaseUser):
    username = models.CharField(
        "登录名",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[\w.@-]+\Z", "登录名只能用汉字、字母、数字和 . @ - _。")],
        error_messages={"unique": "这个登录名已被使用，请换一个。"},
    )
    name = models.CharField("姓名", max_length=60)
    community = models.ForeignKey(
        "households.Place", models.PROTECT, related_name="users", verbose_name="社区"
    )
    household = models.ForeignKey(
        "households.Household",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name="本人所在户",
        help_text="填了之后，本人不能评议、审核自己家的积分。",
    )
    is_active = models.BooleanField("可以登录", default=True)

    USERNAME_FIELD = "username"
    objects = UserManager()
    place_lookup = "community"

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuses a household of another community."""
        if self.household is not None and self.household.community_id != self.community_id:
            raise ValidationError({"household": "这一户不在本社区，请改选。"})

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        """How the back office greets."""
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether an open appointment grants `perm`, at a place covering `obj` when given."""
        return self.is_active and auth._user_has_perm(self, perm, obj)  # type: ignore[attr-defined]

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and auth._user_has_module_perms(self, app_label)  # type: ignore[attr-defined]

    def offices(self, on: date | None = None) -> "list[Appointment]":
        """The open appointments on the day `on` (default: today), read once for this object."""
        day = on or timezone.localdate()
        known: dict[date, list[Appointment]] = self.__dict__.setdefault("_offices", {})
        if day not in known:
            known[day] = list(self.appointments.open_on(day).select_related("place", "community"))
        return known[day]

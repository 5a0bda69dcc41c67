"""推算: what settled months would have come to under another standard, kept as it came out."""

from typing import Self

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet


class ReplayQuerySet(ScopedQuerySet["Replay"]):
    def without_families(self) -> Self:
        """With the sums alone, which are small whatever the community's size."""
        return self.defer("families")


class Replay(models.Model):
    """The result of one job (`job.asked` has the months and the star levels asked for).

    `title` and `version` are the standard's name and content version then: a draft may be changed
    or deleted afterwards, and `standard` leads nowhere then. `content` are the sums, `families` the
    rows of those whose place or stars would change; `points.services.replays` says how they are
    written.
    """

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    job = models.OneToOneField("points.PrintJob", models.PROTECT, related_name="replay")
    standard = models.ForeignKey(
        "points.Standard",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="replays",
        verbose_name="积分标准",
    )
    title = models.CharField("标准", max_length=60)
    version = models.CharField("内容版本", max_length=64)
    content = models.JSONField("结果")
    families = models.JSONField("变动的户")
    at = models.DateTimeField("完成时间")

    objects = ReplayQuerySet.as_manager()
    shared_lookup = "community"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "推算"
        ordering = ("-at", "-pk")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="replay_names_the_version_it_is_of", condition=~Q(version="") & ~Q(title="")
            ),
        ]

    def __str__(self) -> str:
        return f"推算“{self.title}”"

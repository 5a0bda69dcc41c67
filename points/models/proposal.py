"""建议的处理: what a scorer did with what patrols, activities or a yearly check proposed."""

from django.db import models
from django.db.models import Q

from households.guards import AppendOnly
from households.scope import ScopedQuerySet
from points.proposals import MOST_KEY, MOST_WORDS, Source


class ProposalAnswer(models.Model):
    """A proposal became a record, or was struck with a reason; either way it is over.

    The item goes by its code, as a matter may be proposed again under the next standard.
    """

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    sheet = models.ForeignKey("points.Sheet", models.PROTECT, related_name="proposal_answers")
    household = models.ForeignKey("households.Household", models.PROTECT, related_name="+")
    item_code = models.CharField("评分项编号", max_length=10)
    source = models.CharField(
        "来源", max_length=10, choices=[(source.value, source.label) for source in Source]
    )
    key = models.CharField(max_length=MOST_KEY)
    why = models.CharField("说明", max_length=MOST_WORDS)
    record = models.OneToOneField(
        "points.Record", models.PROTECT, null=True, related_name="proposal"
    )
    strike_reason = models.CharField("不计的原因", max_length=100, blank=True)
    by = models.ForeignKey("households.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
    place_lookup = "sheet__group"
    guard = AppendOnly()

    class Meta:
        verbose_name = verbose_name_plural = "建议的处理"
        ordering = ("at", "pk")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=("household", "source", "key", "item_code"),
                name="proposal_is_answered_once",
            ),
            models.CheckConstraint(
                name="proposal_is_taken_or_struck_with_a_reason",
                condition=Q(record__isnull=False, strike_reason="")
                | (Q(record__isnull=True) & ~Q(strike_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.item_code} {self.get_source_display()}"

"""What every picture kept as a proof has in common: the file, its marks, who brought it."""

from django.db import models
from django.db.models import Q

from points.models.record import BY_CARD, new_ref


def stored_as(photo: "Photo", filename: str) -> str:
    """Where the file of `photo` lies below MEDIA_ROOT: by community, under a random name."""
    return f"{photo._meta.model_name}/{photo.community_id}/{photo.ref}.jpg"


class Photo(models.Model):
    """A JPEG of our own making. `digest` is of the bytes that were sent, `look` of what they show.

    Kept below MEDIA_ROOT, which no web server serves; only views hand it out.
    """

    community = models.ForeignKey("households.Place", models.PROTECT, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    file = models.FileField("照片", upload_to=stored_as, max_length=120)
    digest = models.CharField(max_length=64)
    look = models.CharField(max_length=16, blank=True)
    width = models.PositiveSmallIntegerField("宽")
    height = models.PositiveSmallIntegerField("高")
    by = models.ForeignKey("households.User", models.PROTECT, null=True, related_name="+")
    by_card = models.ForeignKey("households.Card", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ("at", "pk")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_brought_by_a_person_or_a_card",
                condition=Q(by__isnull=False, by_card__isnull=True)
                | Q(by__isnull=True, by_card__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.ref}"

    @property
    def author(self) -> str:
        """Who brought it, as pages name him."""
        return BY_CARD if self.by is None else self.by.name

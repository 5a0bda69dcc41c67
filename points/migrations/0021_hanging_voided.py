import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

ONCE_AT_A_TIME = "hanging_once_at_a_time_in_a_village"


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0020_archive_right"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="hangingreceipt",
            name="voided_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="hangingreceipt",
            name="voided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="hangingreceipt",
            name="void_reason",
            field=models.CharField(blank=True, max_length=100, verbose_name="作废原因"),
        ),
        migrations.RemoveConstraint(model_name="hangingreceipt", name=ONCE_AT_A_TIME),
        migrations.AddConstraint(
            model_name="hangingreceipt",
            constraint=models.UniqueConstraint(
                condition=Q(("taken_on__isnull", True), ("voided_at__isnull", True)),
                fields=("notice", "village"),
                name=ONCE_AT_A_TIME,
            ),
        ),
        migrations.AddConstraint(
            model_name="hangingreceipt",
            constraint=models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="hanging_void_has_author_day_and_reason",
            ),
        ),
    ]

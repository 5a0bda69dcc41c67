import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

SAYS_BY_WHOM_AND_WHY = "hanging_taken_down_early_says_by_whom_and_why"


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0021_hanging_voided"),
    ]

    operations = [
        migrations.AddField(
            model_name="hangingreceipt",
            name="taken_appointment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.appointment",
            ),
        ),
        migrations.RemoveConstraint(model_name="hangingreceipt", name=SAYS_BY_WHOM_AND_WHY),
        migrations.AddConstraint(
            model_name="hangingreceipt",
            constraint=models.CheckConstraint(
                condition=Q(
                    taken_on__isnull=True,
                    taken_noted_by__isnull=True,
                    taken_appointment__isnull=True,
                    taken_noted_at__isnull=True,
                    taken_by="",
                    taken_reason="",
                )
                | (
                    Q(
                        taken_on__isnull=False,
                        taken_noted_by__isnull=False,
                        taken_noted_at__isnull=False,
                        taken_on__gte=F("hung_on"),
                    )
                    & ~Q(taken_by="")
                    & (Q(taken_on__gte=F("hangs_until")) | ~Q(taken_reason=""))
                ),
                name=SAYS_BY_WHOM_AND_WHY,
            ),
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0006_outlets_staffed"),
        ("points", "0057_recommendations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="vetoobjection",
            name="by_card",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.card",
            ),
        ),
        migrations.AlterField(
            model_name="vetoobjection",
            name="how",
            field=models.CharField(
                choices=[
                    ("card", "积分卡"),
                    ("oral", "口头"),
                    ("written", "书面"),
                    ("phone", "电话"),
                ],
                max_length=10,
                verbose_name="提出方式",
            ),
        ),
        migrations.AlterField(
            model_name="vetoobjection",
            name="typed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="vetoobjection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("by_card__isnull", False), ("how", "card"), ("typed_by__isnull", True)
                    ),
                    models.Q(
                        ("by_card__isnull", True),
                        ("typed_by__isnull", False),
                        models.Q(("how", "card"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="veto_objection_comes_by_card_or_is_typed_in",
            ),
        ),
    ]

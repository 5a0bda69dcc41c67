import django.db.models.deletion
import points.models.record
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0006_outlets_staffed"),
        ("points", "0056_reinspections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ref",
                    models.CharField(
                        default=points.models.record.new_ref,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("place", models.PositiveIntegerField(verbose_name="社区名次")),
                ("honour", models.IntegerField(verbose_name="荣誉积分")),
                ("stars", models.PositiveSmallIntegerField(verbose_name="星级")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="推荐的理由")),
                ("at", models.DateTimeField()),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.appointment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.place",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendation",
                        to="points.rankingline",
                    ),
                ),
                (
                    "ranking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="points.annualranking",
                    ),
                ),
            ],
            options={
                "verbose_name": "推荐",
                "verbose_name_plural": "推荐",
                "ordering": ("ranking", "place", "pk"),
                "default_permissions": ("add",),
            },
        ),
        migrations.CreateModel(
            name="RecommendationStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("community", "社区"),
                            ("subdistrict", "街道"),
                            ("district", "区"),
                            ("city", "市"),
                        ],
                        max_length=12,
                        verbose_name="层级",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("sent", "已上报"),
                            ("passed", "通过"),
                            ("refused", "未通过"),
                            ("withdrawn", "撤回"),
                        ],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                ("paper", models.CharField(blank=True, max_length=100, verbose_name="材料、文号")),
                ("title", models.CharField(blank=True, max_length=40, verbose_name="称号")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.place",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="points.recommendation",
                    ),
                ),
            ],
            options={
                "verbose_name": "推荐经过",
                "verbose_name_plural": "推荐经过",
                "ordering": ("recommendation", "pk"),
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recommendation", "level", "outcome"),
                        name="recommendation_step_once_per_level_and_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", "passed"), ("title", ""), _connector="OR"),
                        name="recommendation_step_names_a_family_only_when_it_passes",
                    ),
                ],
            },
        ),
    ]

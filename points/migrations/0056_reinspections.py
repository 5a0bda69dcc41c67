import django.db.models.deletion
import points.models.record
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0006_outlets_staffed"),
        ("points", "0055_stars_on_the_wall"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reinspection",
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
                ("seed", models.CharField(max_length=19, verbose_name="抽签校验码")),
                ("number", models.PositiveSmallIntegerField(verbose_name="抽取户数")),
                ("among", models.PositiveIntegerField(verbose_name="公示户数")),
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
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reinspection",
                        to="points.notice",
                        verbose_name="公示",
                    ),
                ),
                (
                    "seed_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="points.notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "复评抽签",
                "verbose_name_plural": "复评抽签",
                "ordering": ("-at", "-pk"),
                "permissions": [
                    ("view_fairness", "看评分情况"),
                    ("draw_reinspection", "复评抽签"),
                    ("score_reinspection", "复评打分"),
                ],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ReinspectedHousehold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(verbose_name="签号")),
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reinspections",
                        to="points.sheetline",
                    ),
                ),
                (
                    "reinspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="households",
                        to="points.reinspection",
                    ),
                ),
            ],
            options={
                "verbose_name": "抽中的户",
                "verbose_name_plural": "抽中的户",
                "ordering": ("reinspection", "place"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SecondScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("points", models.SmallIntegerField(verbose_name="复评得分")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
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
                    "household",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_score",
                        to="points.reinspectedhousehold",
                    ),
                ),
            ],
            options={
                "verbose_name": "复评得分",
                "verbose_name_plural": "复评得分",
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="reinspection",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("number__lte", models.F("among"))),
                name="reinspection_draws_some_of_all",
            ),
        ),
        migrations.AddConstraint(
            model_name="reinspectedhousehold",
            constraint=models.UniqueConstraint(
                fields=("reinspection", "place"), name="lot_place_once_in_a_drawing"
            ),
        ),
        migrations.AddConstraint(
            model_name="reinspectedhousehold",
            constraint=models.UniqueConstraint(
                fields=("reinspection", "line"), name="lot_line_once_in_a_drawing"
            ),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0006_outlets_staffed"),
        ("points", "0040_comments_on_a_draft"),
    ]

    operations = [
        migrations.CreateModel(
            name="Replay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="标准")),
                ("version", models.CharField(max_length=64, verbose_name="内容版本")),
                ("content", models.JSONField(verbose_name="结果")),
                ("families", models.JSONField(verbose_name="变动的户")),
                ("at", models.DateTimeField(verbose_name="完成时间")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.place",
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replay",
                        to="points.printjob",
                    ),
                ),
                (
                    "standard",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="replays",
                        to="points.standard",
                        verbose_name="积分标准",
                    ),
                ),
            ],
            options={
                "verbose_name": "推算",
                "verbose_name_plural": "推算",
                "ordering": ("-at", "-pk"),
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(version="") & ~models.Q(title=""),
                        name="replay_names_the_version_it_is_of",
                    )
                ],
            },
        ),
    ]

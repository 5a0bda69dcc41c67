import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0006_outlets_staffed"),
        ("points", "0058_vetoes_objected_by_card"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_is_of_a_month_or_of_an_exchange_quarter",
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("monthly", "月度积分公示"),
                    ("exchange", "季度兑换公示"),
                    ("comment", "标准征求意见"),
                    ("stars", "星级家庭公示"),
                    ("clearing", "年末清零公告"),
                ],
                max_length=10,
                verbose_name="种类",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ("monthly", "comment")),
                        ("month__isnull", False),
                        ("quarter__isnull", True),
                    ),
                    models.Q(
                        ("kind", "exchange"), ("month__isnull", True), ("quarter__isnull", False)
                    ),
                    models.Q(
                        ("kind__in", ("stars", "clearing")),
                        ("month__isnull", True),
                        ("quarter__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="notice_is_of_a_month_or_of_an_exchange_quarter",
            ),
        ),
        migrations.AlterModelOptions(
            name="clearingannouncement",
            options={
                "default_permissions": ("add",),
                "ordering": ("-announced_at", "-pk"),
                "verbose_name": "清零公告",
                "verbose_name_plural": "清零公告",
            },
        ),
        migrations.RemoveConstraint(
            model_name="clearingannouncement",
            name="announcement_number_once_in_community",
        ),
        migrations.RemoveConstraint(
            model_name="clearingannouncement",
            name="announcement_hangs_at_least_five_days",
        ),
        migrations.RemoveField(model_name="clearingannouncement", name="number"),
        migrations.RemoveField(model_name="clearingannouncement", name="period_days"),
        # Without a default: an announcement that never hung in the chain has no notice to be given.
        migrations.AddField(
            model_name="clearingannouncement",
            name="notice",
            field=models.OneToOneField(
                default=None,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="announced_clearing",
                to="points.notice",
                verbose_name="公示",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="clearingannouncement",
            constraint=models.CheckConstraint(
                condition=models.Q(("clears_on__gt", models.F("announced_on"))),
                name="announcement_is_made_before_its_day",
            ),
        ),
    ]

import django.db.models.deletion
import points.models.record
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0006_outlets_staffed"),
        ("points", "0051_proposal_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClearedBalance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("points", models.IntegerField(verbose_name="清零积分")),
            ],
            options={
                "verbose_name": "清零明细",
                "verbose_name_plural": "清零明细",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Clearing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("households", models.PositiveIntegerField(verbose_name="户数")),
                ("points", models.IntegerField(verbose_name="清零积分")),
                ("at", models.DateTimeField()),
                (
                    "reversed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="撤销时间"),
                ),
                (
                    "reverse_reason",
                    models.CharField(blank=True, max_length=100, verbose_name="撤销原因"),
                ),
            ],
            options={
                "verbose_name": "年末清零",
                "verbose_name_plural": "年末清零",
                "ordering": ("-at", "-pk"),
                "default_permissions": ("add", "view"),
            },
        ),
        migrations.CreateModel(
            name="ClearingAnnouncement",
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
                ("number", models.PositiveIntegerField(verbose_name="公告号")),
                ("year", models.PositiveSmallIntegerField(verbose_name="清零年度")),
                ("clears_on", models.DateField(verbose_name="清零日期")),
                ("period_days", models.PositiveSmallIntegerField(verbose_name="公告天数")),
                ("announced_on", models.DateField(verbose_name="公告日期")),
                ("announced_at", models.DateTimeField(verbose_name="公告时间")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="收回时间"),
                ),
                (
                    "withdraw_reason",
                    models.CharField(blank=True, max_length=100, verbose_name="收回原因"),
                ),
            ],
            options={
                "verbose_name": "清零公告",
                "verbose_name_plural": "清零公告",
                "ordering": ("-number",),
                "default_permissions": ("add",),
            },
        ),
        migrations.RemoveConstraint(
            model_name="entry",
            name="entry_reversal_names_what_it_reverses",
        ),
        migrations.AddField(
            model_name="policy",
            name="clears_debts",
            field=models.BooleanField(
                default=False,
                help_text="不选的，欠的积分结转下年。",
                verbose_name="负数余额一并归零",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="year_end",
            field=models.CharField(
                choices=[("carry", "结转下年"), ("clear", "按公告的日期清零")],
                default="carry",
                help_text="选清零的，每年先发公告，到日子再办；荣誉积分和排名不受影响。",
                max_length=5,
                verbose_name="年末可兑积分",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("month", "月度积分"),
                    ("exchange", "兑换"),
                    ("refund", "兑换撤销"),
                    ("reversal", "冲销"),
                    ("correction", "更正"),
                    ("base", "基础分"),
                    ("clearing", "年末清零"),
                    ("restored", "清零撤销"),
                ],
                max_length=10,
                verbose_name="种类",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ("reversal", "refund", "restored")),
                        ("reverses__isnull", False),
                    ),
                    models.Q(
                        models.Q(("kind__in", ("reversal", "refund", "restored")), _negated=True),
                        ("reverses__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="entry_reversal_names_what_it_reverses",
            ),
        ),
        migrations.AddField(
            model_name="clearedbalance",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="households.place"
            ),
        ),
        migrations.AddField(
            model_name="clearedbalance",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cleared",
                to="points.entry",
            ),
        ),
        migrations.AddField(
            model_name="clearedbalance",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.household",
            ),
        ),
        migrations.AddField(
            model_name="clearing",
            name="appointment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.appointment",
            ),
        ),
        migrations.AddField(
            model_name="clearing",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="clearing",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="households.place"
            ),
        ),
        migrations.AddField(
            model_name="clearing",
            name="reversed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="clearedbalance",
            name="clearing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="balances",
                to="points.clearing",
            ),
        ),
        migrations.AddField(
            model_name="clearingannouncement",
            name="announced_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="clearingannouncement",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="households.place"
            ),
        ),
        migrations.AddField(
            model_name="clearingannouncement",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="clearing",
            name="announcement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clearings",
                to="points.clearingannouncement",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearedbalance",
            constraint=models.UniqueConstraint(
                fields=("clearing", "household"), name="cleared_balance_once_a_household"
            ),
        ),
        migrations.AddConstraint(
            model_name="clearedbalance",
            constraint=models.CheckConstraint(
                condition=models.Q(("points", 0), _negated=True),
                name="cleared_balance_is_not_nought",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearingannouncement",
            constraint=models.UniqueConstraint(
                fields=("community", "number"), name="announcement_number_once_in_community"
            ),
        ),
        migrations.AddConstraint(
            model_name="clearingannouncement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("community", "year"),
                name="announcement_one_standing_for_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearingannouncement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number__gte", 1),
                    ("period_days__gte", 5),
                    ("clears_on__gt", models.F("announced_on")),
                ),
                name="announcement_hangs_at_least_five_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearingannouncement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("withdrawn_at__isnull", True),
                        ("withdrawn_by__isnull", True),
                        ("withdraw_reason", ""),
                    ),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdraw_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="announcement_withdrawal_has_author_time_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reversed_at__isnull", True)),
                fields=("announcement",),
                name="clearing_once_while_it_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="clearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("reversed_at__isnull", True),
                        ("reversed_by__isnull", True),
                        ("reverse_reason", ""),
                    ),
                    models.Q(
                        ("reversed_at__isnull", False),
                        ("reversed_by__isnull", False),
                        models.Q(("reverse_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="clearing_reversal_has_author_time_and_reason",
            ),
        ),
    ]

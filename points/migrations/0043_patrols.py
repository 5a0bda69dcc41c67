import django.db.models.deletion
import points.models.photo
import points.models.record
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0006_outlets_staffed"),
        ("households", "__first__"),
        ("points", "0041_replays"),
    ]

    operations = [
        migrations.CreateModel(
            name="PatrolRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "ref",
                    models.CharField(
                        default=points.models.record.new_ref,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="patrols",
                        to="households.place",
                        verbose_name="村民小组",
                    ),
                ),
                ("week", models.DateField(verbose_name="周一")),
                ("planned_for", models.DateField(verbose_name="计划日期")),
                (
                    "first_walker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="巡查员",
                    ),
                ),
                (
                    "second_walker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="巡查员",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("planned_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("walked_on", models.DateField(blank=True, null=True, verbose_name="巡查日期")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("counts_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("counts_month", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "voided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "void_reason",
                    models.CharField(blank=True, max_length=100, verbose_name="取消原因"),
                ),
            ],
            options={
                "verbose_name": "巡查",
                "verbose_name_plural": "巡查",
                "ordering": ("-week", "group__code", "pk"),
                "permissions": [
                    ("view_patrol", "查看巡查"),
                    ("plan_patrol", "安排巡查"),
                    ("walk_patrol", "巡查"),
                ],
                "default_permissions": (),
                "indexes": [models.Index(fields=["community", "week"], name="patrol_by_week")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        fields=("group", "week"),
                        name="patrol_once_per_group_and_week",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_walker", models.F("second_walker")), _negated=True
                        ),
                        name="patrol_has_two_different_walkers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_for__gte", models.F("week")),
                            models.Q(
                                ("walked_on__isnull", True),
                                models.Q(
                                    ("walked_on__gte", models.F("week")),
                                    ("walked_on__isnull", False),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="patrol_days_lie_not_before_its_week",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True),
                                ("counts_month__isnull", True),
                                ("counts_year__isnull", True),
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("counts_month__gte", 1),
                                ("counts_month__isnull", False),
                                ("counts_month__lte", 12),
                                ("counts_year__gte", 2000),
                                ("counts_year__isnull", False),
                                ("walked_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="patrol_is_closed_once_walked_and_counts_in_a_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("void_reason", ""),
                                ("voided_at__isnull", True),
                                ("voided_by__isnull", True),
                            ),
                            models.Q(
                                ("closed_at__isnull", True),
                                ("voided_at__isnull", False),
                                ("voided_by__isnull", False),
                                models.Q(("void_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="patrol_void_has_author_day_and_reason_and_is_not_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatrolConfirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="points.patrolround",
                    ),
                ),
                (
                    "walker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "巡查确认",
                "verbose_name_plural": "巡查确认",
                "ordering": ("round", "at", "pk"),
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "walker", "version"),
                        name="patrol_confirmed_once_by_each_walker_and_version",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PatrolFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "ref",
                    models.CharField(
                        default=points.models.record.new_ref,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="points.patrolround",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
                ("indicator", models.PositiveSmallIntegerField(verbose_name="指标")),
                ("taken", models.PositiveSmallIntegerField(verbose_name="扣分")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="问题")),
                ("told_on_the_spot", models.BooleanField(default=False, verbose_name="当面告知")),
                ("fix_by", models.DateField(blank=True, null=True, verbose_name="整改期限")),
                ("late", models.BooleanField(default=False, verbose_name="补录")),
                ("counts_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("counts_month", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("noted_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "voided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "void_reason",
                    models.CharField(blank=True, max_length=100, verbose_name="作废原因"),
                ),
                ("voided_in_version", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "巡查扣分",
                "verbose_name_plural": "巡查扣分",
                "ordering": ("round", "household__code", "indicator", "pk"),
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["household", "round"], name="finding_by_household"),
                    models.Index(fields=["community", "fix_by"], name="finding_by_day_to_fix"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("indicator__gte", 1),
                            ("indicator__lte", 10),
                            ("taken__gte", 1),
                            ("taken__lte", 5),
                        ),
                        name="finding_takes_points_under_one_of_the_indicators",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("counts_month__isnull", True),
                                ("counts_year__isnull", True),
                                ("late", False),
                            ),
                            models.Q(
                                ("counts_month__gte", 1),
                                ("counts_month__isnull", False),
                                ("counts_month__lte", 12),
                                ("counts_year__gte", 2000),
                                ("counts_year__isnull", False),
                                ("late", True),
                            ),
                            _connector="OR",
                        ),
                        name="finding_that_came_late_counts_in_a_month_of_its_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("void_reason", ""),
                                ("voided_at__isnull", True),
                                ("voided_by__isnull", True),
                                ("voided_in_version__isnull", True),
                            ),
                            models.Q(
                                ("voided_at__isnull", False),
                                ("voided_by__isnull", False),
                                ("voided_in_version__isnull", False),
                                models.Q(("void_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="finding_void_has_author_day_and_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatrolCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "ref",
                    models.CharField(
                        default=points.models.record.new_ref,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="points.patrolfinding",
                    ),
                ),
                ("checked_on", models.DateField(verbose_name="复查日期")),
                ("fixed", models.BooleanField(verbose_name="已整改")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="说明")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "复查",
                "verbose_name_plural": "复查",
                "ordering": ("finding", "checked_on", "pk"),
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("fixed", True)),
                        fields=("finding",),
                        name="check_finds_it_fixed_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PatrolFindingPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "ref",
                    models.CharField(
                        default=points.models.record.new_ref,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=120, upload_to=points.models.photo.stored_as, verbose_name="照片"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("look", models.CharField(blank=True, max_length=16)),
                ("width", models.PositiveSmallIntegerField(verbose_name="宽")),
                ("height", models.PositiveSmallIntegerField(verbose_name="高")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by_card",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.card",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="points.patrolfinding",
                    ),
                ),
            ],
            options={
                "verbose_name": "巡查照片",
                "verbose_name_plural": "巡查照片",
                "ordering": ("at", "pk"),
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", False), ("by_card__isnull", True)),
                            models.Q(("by__isnull", True), ("by_card__isnull", False)),
                            _connector="OR",
                        ),
                        name="patrolfindingphoto_is_brought_by_a_person_or_a_card",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PatrolCheckPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "ref",
                    models.CharField(
                        default=points.models.record.new_ref,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=120, upload_to=points.models.photo.stored_as, verbose_name="照片"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("look", models.CharField(blank=True, max_length=16)),
                ("width", models.PositiveSmallIntegerField(verbose_name="宽")),
                ("height", models.PositiveSmallIntegerField(verbose_name="高")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by_card",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.card",
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "of_check",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="points.patrolcheck",
                    ),
                ),
            ],
            options={
                "verbose_name": "复查照片",
                "verbose_name_plural": "复查照片",
                "ordering": ("at", "pk"),
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", False), ("by_card__isnull", True)),
                            models.Q(("by__isnull", True), ("by_card__isnull", False)),
                            _connector="OR",
                        ),
                        name="patrolcheckphoto_is_brought_by_a_person_or_a_card",
                    )
                ],
            },
        ),
    ]

"""Teams of volunteers and their members; calls, sign-ups, 签到签退."""

import django.core.validators
import django.db.models.deletion
import points.models.record
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0006_outlets_staffed"),
        ("points", "0045_patrol_walkers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
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
                ("title", models.CharField(max_length=60, verbose_name="活动名称")),
                ("spot", models.CharField(max_length=60, verbose_name="集合地点")),
                ("held_on", models.DateField(verbose_name="日期")),
                ("starts", models.TimeField(verbose_name="开始时间")),
                ("ends", models.TimeField(verbose_name="结束时间")),
                (
                    "wanted",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="招募人数"
                    ),
                ),
                ("item_code", models.CharField(max_length=10, verbose_name="计入的评分项")),
                (
                    "most_hours",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="每人最多计几小时",
                    ),
                ),
                ("organiser", models.CharField(max_length=60, verbose_name="组织者")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("called", "招募中"),
                            ("running", "进行中"),
                            ("closed", "已结束"),
                            ("cancelled", "已取消"),
                        ],
                        default="called",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("called_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("witness", models.CharField(blank=True, max_length=60, verbose_name="见证人")),
                (
                    "second_witness",
                    models.CharField(blank=True, max_length=60, verbose_name="第二见证人"),
                ),
                (
                    "cancel_reason",
                    models.CharField(blank=True, max_length=100, verbose_name="取消原因"),
                ),
            ],
            options={
                "verbose_name": "志愿活动",
                "verbose_name_plural": "志愿活动",
                "ordering": ("held_on", "starts", "pk"),
                "permissions": [
                    ("view_activity", "查看志愿活动"),
                    ("organise_activity", "组织志愿活动"),
                ],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Attendance",
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
                ("person", models.CharField(max_length=60, verbose_name="姓名")),
                (
                    "how",
                    models.CharField(
                        choices=[("code", "户编号"), ("scan", "扫卡"), ("list", "纸质签到表")],
                        max_length=10,
                        verbose_name="怎么签的",
                    ),
                ),
                ("came", models.TimeField(verbose_name="签到时间")),
                ("noted_at", models.DateTimeField()),
                ("left", models.TimeField(blank=True, null=True, verbose_name="签退时间")),
                ("left_noted_at", models.DateTimeField(blank=True, null=True)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "void_reason",
                    models.CharField(blank=True, max_length=100, verbose_name="作废原因"),
                ),
            ],
            options={
                "verbose_name": "签到签退",
                "verbose_name_plural": "签到签退",
                "ordering": ("came", "pk"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SignUp",
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
                ("person", models.CharField(max_length=60, verbose_name="姓名")),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "报名",
                "verbose_name_plural": "报名",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Team",
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
                ("name", models.CharField(max_length=40, verbose_name="队伍名称")),
                ("leader", models.CharField(max_length=60, verbose_name="负责人")),
                ("since", models.DateField(verbose_name="成立日期")),
                (
                    "until",
                    models.DateField(
                        blank=True, help_text="最后一天", null=True, verbose_name="撤销日期"
                    ),
                ),
                (
                    "item_code",
                    models.CharField(
                        blank=True, max_length=10, verbose_name="全年在册计入的评分项"
                    ),
                ),
                ("founded_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "志愿队伍",
                "verbose_name_plural": "志愿队伍",
                "ordering": ("name", "pk"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="TeamMember",
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
                ("person", models.CharField(max_length=60, verbose_name="姓名")),
                ("joined_on", models.DateField(verbose_name="入队日期")),
                ("listed_at", models.DateTimeField()),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="离队日期")),
                ("left_noted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "队员",
                "verbose_name_plural": "队员",
                "ordering": ("household__code", "pk"),
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="called_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="households.place"
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="place",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.place",
                verbose_name="面向",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="second_witness_household",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.household",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="started_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="witness_household",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.household",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="activity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attendances",
                to="points.activity",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="households.place"
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.household",
                verbose_name="农户",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="left_noted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="noted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="attendance",
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
            model_name="signup",
            name="activity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sign_ups",
                to="points.activity",
            ),
        ),
        migrations.AddField(
            model_name="signup",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="signup",
            name="by_card",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.card",
            ),
        ),
        migrations.AddField(
            model_name="signup",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="households.place"
            ),
        ),
        migrations.AddField(
            model_name="signup",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.household",
                verbose_name="农户",
            ),
        ),
        migrations.AddField(
            model_name="signup",
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
            model_name="signup",
            name="withdrawn_by_card",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.card",
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="households.place"
            ),
        ),
        migrations.AddField(
            model_name="team",
            name="founded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="points.team",
            ),
        ),
        migrations.AddField(
            model_name="teammember",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="households.place"
            ),
        ),
        migrations.AddField(
            model_name="teammember",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="households.household",
                verbose_name="农户",
            ),
        ),
        migrations.AddField(
            model_name="teammember",
            name="left_noted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="teammember",
            name="listed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="teammember",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="points.team",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("voided_at__isnull", True)),
                fields=("activity", "household", "person"),
                name="attendance_once_per_person_while_it_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person", ""), _negated=True),
                    models.Q(
                        models.Q(
                            ("left__isnull", True),
                            ("left_noted_at__isnull", True),
                            ("left_noted_by__isnull", True),
                        ),
                        models.Q(
                            ("left__gt", models.F("came")),
                            ("left__isnull", False),
                            ("left_noted_at__isnull", False),
                            ("left_noted_by__isnull", False),
                        ),
                        _connector="OR",
                    ),
                ),
                name="attendance_names_somebody_who_leaves_after_coming",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("void_reason", ""),
                        ("voided_at__isnull", True),
                        ("voided_by__isnull", True),
                    ),
                    models.Q(
                        ("voided_at__isnull", False),
                        ("voided_by__isnull", False),
                        models.Q(("void_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="attendance_void_has_author_day_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("activity", "household", "person"),
                name="sign_up_once_while_it_stands",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person", ""), _negated=True),
                    models.Q(
                        models.Q(("by__isnull", False), ("by_card__isnull", True)),
                        models.Q(("by__isnull", True), ("by_card__isnull", False)),
                        _connector="OR",
                    ),
                ),
                name="sign_up_names_somebody_and_is_made_by_a_person_or_a_card",
            ),
        ),
        migrations.AddConstraint(
            model_name="signup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("withdrawn_at__isnull", True),
                        ("withdrawn_by__isnull", True),
                        ("withdrawn_by_card__isnull", True),
                    ),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        models.Q(
                            models.Q(
                                ("withdrawn_by__isnull", False), ("withdrawn_by_card__isnull", True)
                            ),
                            models.Q(
                                ("withdrawn_by__isnull", True), ("withdrawn_by_card__isnull", False)
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="sign_up_is_withdrawn_by_a_person_or_a_card",
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)),
                fields=("community", "name"),
                name="team_name_once_while_it_stands",
                violation_error_message="已经有这个名称的队伍，请换一个名称。",
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True),
                    models.Q(("leader", ""), _negated=True),
                    models.Q(
                        ("until__isnull", True),
                        models.Q(("until__gte", models.F("since")), ("until__isnull", False)),
                        _connector="OR",
                    ),
                ),
                name="team_is_named_and_ends_after_it_began",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["community", "held_on"], name="activity_by_day"),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("starts"))),
                name="activity_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("wanted__isnull", True),
                        models.Q(("wanted__gte", 1), ("wanted__isnull", False)),
                        _connector="OR",
                    ),
                    ("most_hours__gte", 1),
                    ("most_hours__lte", 12),
                ),
                name="activity_wants_somebody_for_some_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancel_reason", ""),
                        ("ended_at__isnull", True),
                        ("ended_by__isnull", True),
                        models.Q(
                            models.Q(
                                ("started_at__isnull", True),
                                ("started_by__isnull", True),
                                ("state", "called"),
                            ),
                            models.Q(
                                ("started_at__isnull", False),
                                ("started_by__isnull", False),
                                ("state", "running"),
                            ),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("cancel_reason", ""),
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        ("started_at__isnull", False),
                        ("started_by__isnull", False),
                        ("state", "closed"),
                    ),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        ("state", "cancelled"),
                        models.Q(("cancel_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="activity_state_is_what_has_happened",
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("second_witness", ""),
                        ("second_witness_household__isnull", True),
                        ("witness", ""),
                        ("witness_household__isnull", True),
                        models.Q(("state", "closed"), _negated=True),
                    ),
                    models.Q(
                        ("state", "closed"),
                        models.Q(("witness", ""), _negated=True),
                        models.Q(("second_witness", ""), _negated=True),
                        models.Q(("witness", models.F("second_witness")), _negated=True),
                        models.Q(
                            ("witness_household__isnull", True),
                            ("second_witness_household__isnull", True),
                            models.Q(
                                models.Q(
                                    ("witness_household", models.F("second_witness_household")),
                                    _negated=True,
                                ),
                                ("second_witness_household__isnull", False),
                                ("witness_household__isnull", False),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="activity_is_closed_before_two_witnesses_and_only_then",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_on__isnull", True)),
                fields=("team", "household", "person"),
                name="member_once_while_on_the_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person", ""), _negated=True),
                    models.Q(
                        models.Q(
                            ("left_noted_at__isnull", True),
                            ("left_noted_by__isnull", True),
                            ("left_on__isnull", True),
                        ),
                        models.Q(
                            ("left_noted_at__isnull", False),
                            ("left_noted_by__isnull", False),
                            ("left_on__gte", models.F("joined_on")),
                            ("left_on__isnull", False),
                        ),
                        _connector="OR",
                    ),
                ),
                name="member_is_named_and_leaves_after_joining_as_somebody_noted",
            ),
        ),
    ]

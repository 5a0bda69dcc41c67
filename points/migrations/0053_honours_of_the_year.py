import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
import points.models.record
import points.ranking
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0006_outlets_staffed"),
        ("points", "0052_year_end"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnualRanking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField(verbose_name="定名次的时间")),
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
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ranking",
                        to="points.meeting",
                    ),
                ),
                (
                    "notice",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ranking",
                        to="points.notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度排名",
                "verbose_name_plural": "年度排名",
                "ordering": ("-year",),
                "permissions": [
                    ("freeze_ranking", "定年度排名"),
                    ("correct_ranking", "更正年度排名"),
                    ("print_honour", "打印星级家庭证书、门牌和推荐表"),
                ],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="HonourPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "tie_break",
                    models.CharField(
                        choices=[
                            ("none", "名次并列"),
                            ("months", "计分月数多的在前"),
                            ("deductions", "全年扣分少的在前"),
                        ],
                        default=points.ranking.TieBreak["NONE"],
                        help_text="仍相同的名次并列，并列占用的名次空出。写在排名和公示上。",
                        max_length=10,
                        verbose_name="积分相同时",
                    ),
                ),
                (
                    "stars_by",
                    models.CharField(
                        choices=[("shares", "按各村比例"), ("thresholds", "按荣誉积分")],
                        default="shares",
                        max_length=10,
                        verbose_name="星级怎么评",
                    ),
                ),
                (
                    "five_share",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="五星的比例（%）",
                    ),
                ),
                (
                    "four_share",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="四星的比例（%）",
                    ),
                ),
                (
                    "three_share",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="三星的比例（%）",
                    ),
                ),
                (
                    "two_share",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="二星的比例（%）",
                    ),
                ),
                (
                    "one_share",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="一星的比例（%）",
                    ),
                ),
                (
                    "five_points",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(9999)],
                        verbose_name="五星的起点（分）",
                    ),
                ),
                (
                    "four_points",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(9999)],
                        verbose_name="四星的起点（分）",
                    ),
                ),
                (
                    "three_points",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(9999)],
                        verbose_name="三星的起点（分）",
                    ),
                ),
                (
                    "two_points",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(9999)],
                        verbose_name="二星的起点（分）",
                    ),
                ),
                (
                    "one_points",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(9999)],
                        verbose_name="一星的起点（分）",
                    ),
                ),
                (
                    "recommended",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="按全社区的名次。",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="向上推荐几户",
                    ),
                ),
                (
                    "community",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honour_policy",
                        to="households.place",
                        verbose_name="社区",
                    ),
                ),
            ],
            options={
                "verbose_name": "年度评优设置",
                "verbose_name_plural": "年度评优设置",
                "default_permissions": ("change",),
            },
        ),
        migrations.CreateModel(
            name="RankingLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.CharField(max_length=32)),
                ("honour", models.IntegerField(verbose_name="荣誉积分")),
                ("months", models.PositiveSmallIntegerField(verbose_name="计分月数")),
                ("first_month", models.PositiveSmallIntegerField(verbose_name="首个计分月")),
                ("deductions", models.PositiveIntegerField(verbose_name="全年扣分")),
                ("moved", models.BooleanField(default=False, verbose_name="年内迁组")),
                ("late", models.BooleanField(default=False, verbose_name="年中参加")),
                ("vetoed", models.BooleanField(default=False, verbose_name="一票否决")),
                ("place", models.PositiveIntegerField(null=True, verbose_name="社区名次")),
                ("in_village", models.PositiveIntegerField(null=True, verbose_name="村名次")),
                ("in_group", models.PositiveIntegerField(null=True, verbose_name="组名次")),
                ("stars", models.PositiveSmallIntegerField(default=0, verbose_name="星级")),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.place",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.place",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rankings",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
                (
                    "ranking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="points.annualranking",
                    ),
                ),
            ],
            options={
                "verbose_name": "排名中的户",
                "verbose_name_plural": "排名中的户",
                "ordering": ("ranking", "place", "household__code"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="RankingCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="更正号")),
                ("honour_before", models.IntegerField(verbose_name="原荣誉积分")),
                ("honour_after", models.IntegerField(verbose_name="更正后荣誉积分")),
                ("vetoed_before", models.BooleanField(verbose_name="原一票否决")),
                ("vetoed_after", models.BooleanField(verbose_name="更正后一票否决")),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="告知日期")),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("paper", models.CharField(max_length=100, verbose_name="依据")),
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
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ranking_corrections",
                        to="points.notice",
                    ),
                ),
                (
                    "ranking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="points.annualranking",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="points.rankingline",
                    ),
                ),
            ],
            options={
                "verbose_name": "排名更正",
                "verbose_name_plural": "排名更正",
                "ordering": ("ranking", "number"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Veto",
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
                ("matter", models.CharField(max_length=200, verbose_name="事由")),
                ("document", models.CharField(max_length=100, verbose_name="依据的文件")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="文号"),
                ),
                ("document_on", models.DateField(verbose_name="文件日期")),
                ("starts_on", models.DateField(verbose_name="起")),
                ("ends_on", models.DateField(help_text="最后一天", verbose_name="止")),
                ("at", models.DateTimeField()),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="告知日期")),
                (
                    "told_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_person", "当面告知"),
                            ("at_home", "上门送达"),
                            ("phone", "电话告知"),
                        ],
                        max_length=10,
                        verbose_name="告知方式",
                    ),
                ),
                ("told_by", models.CharField(blank=True, max_length=60, verbose_name="告知人")),
                (
                    "object_until",
                    models.DateField(
                        blank=True, help_text="最后一天", null=True, verbose_name="异议期限"
                    ),
                ),
                ("told_noted_at", models.DateTimeField(blank=True, null=True)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "void_reason",
                    models.CharField(blank=True, max_length=100, verbose_name="作废原因"),
                ),
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vetoes",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vetoes",
                        to="points.record",
                    ),
                ),
                (
                    "told_noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
            ],
            options={
                "verbose_name": "一票否决",
                "verbose_name_plural": "一票否决",
                "ordering": ("-at", "-pk"),
                "permissions": [("decide_veto", "答复否决异议、提前解除否决")],
                "default_permissions": ("add", "view"),
            },
        ),
        migrations.CreateModel(
            name="VetoLift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", models.CharField(max_length=400, verbose_name="解除的理由")),
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
                    "veto",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lift",
                        to="points.veto",
                    ),
                ),
            ],
            options={
                "verbose_name": "否决解除",
                "verbose_name_plural": "否决解除",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="VetoObjection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=400, verbose_name="异议内容")),
                (
                    "how",
                    models.CharField(
                        choices=[("oral", "口头"), ("written", "书面"), ("phone", "电话")],
                        max_length=10,
                        verbose_name="提出方式",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="收到日期")),
                ("at", models.DateTimeField()),
                ("upheld", models.BooleanField(blank=True, null=True, verbose_name="异议成立")),
                ("reply", models.CharField(blank=True, max_length=400, verbose_name="答复")),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.place",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "typed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "veto",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="points.veto",
                    ),
                ),
            ],
            options={
                "verbose_name": "否决异议",
                "verbose_name_plural": "否决异议",
                "ordering": ("at", "pk"),
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="annualranking",
            constraint=models.UniqueConstraint(
                fields=("community", "year"), name="ranking_once_in_community_and_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="annualranking",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                name="ranking_year_is_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="honourpolicy",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.expressions.CombinedExpression(
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("five_share"), "+", models.F("four_share")
                                ),
                                "+",
                                models.F("three_share"),
                            ),
                            "+",
                            models.F("two_share"),
                        ),
                        "+",
                        models.F("one_share"),
                    ),
                    100,
                ),
                name="honour_policy_shares_make_no_more_than_the_whole",
                violation_error_message="各级星级户的比例合计不能超过100%%，请改小。",
            ),
        ),
        migrations.AddConstraint(
            model_name="honourpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("five_points", 0),
                    ("four_points", 0),
                    ("five_points__gt", models.F("four_points")),
                    _connector="OR",
                ),
                name="honour_policy_five_stars_need_more_than_four",
                violation_error_message="星级越高，起点应越高，请改正。",
            ),
        ),
        migrations.AddConstraint(
            model_name="honourpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("five_points", 0),
                    ("three_points", 0),
                    ("five_points__gt", models.F("three_points")),
                    _connector="OR",
                ),
                name="honour_policy_five_stars_need_more_than_three",
                violation_error_message="星级越高，起点应越高，请改正。",
            ),
        ),
        migrations.AddConstraint(
            model_name="honourpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("five_points", 0),
                    ("two_points", 0),
                    ("five_points__gt", models.F("two_points")),
                    _connector="OR",
                ),
                name="honour_policy_five_stars_need_more_than_two",
                violation_error_message="星级越高，起点应越高，请改正。",
            ),
        ),
        migrations.AddConstraint(
            model_name="honourpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("five_points", 0),
                    ("one_points", 0),
                    ("five_points__gt", models.F("one_points")),
                    _connector="OR",
                ),
                name="honour_policy_five_stars_need_more_than_one",
                violation_error_message="星级越高，起点应越高，请改正。",
            ),
        ),
        migrations.AddConstraint(
            model_name="honourpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("four_points", 0),
                    ("three_points", 0),
                    ("four_points__gt", models.F("three_points")),
                    _connector="OR",
                ),
                name="honour_policy_four_stars_need_more_than_three",
                violation_error_message="星级越高，起点应越高，请改正。",
            ),
        ),
        migrations.AddConstraint(
            model_name="honourpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("four_points", 0),
                    ("two_points", 0),
                    ("four_points__gt", models.F("two_points")),
                    _connector="OR",
                ),
                name="honour_policy_four_stars_need_more_than_two",
                violation_error_message="星级越高，起点应越高，请改正。",
            ),
        ),
        migrations.AddConstraint(
            model_name="honourpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("four_points", 0),
                    ("one_points", 0),
                    ("four_points__gt", models.F("one_points")),
                    _connector="OR",
                ),
                name="honour_policy_four_stars_need_more_than_one",
                violation_error_message="星级越高，起点应越高，请改正。",
            ),
        ),
        migrations.AddConstraint(
            model_name="honourpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("three_points", 0),
                    ("two_points", 0),
                    ("three_points__gt", models.F("two_points")),
                    _connector="OR",
                ),
                name="honour_policy_three_stars_need_more_than_two",
                violation_error_message="星级越高，起点应越高，请改正。",
            ),
        ),
        migrations.AddConstraint(
            model_name="honourpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("three_points", 0),
                    ("one_points", 0),
                    ("three_points__gt", models.F("one_points")),
                    _connector="OR",
                ),
                name="honour_policy_three_stars_need_more_than_one",
                violation_error_message="星级越高，起点应越高，请改正。",
            ),
        ),
        migrations.AddConstraint(
            model_name="honourpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("two_points", 0),
                    ("one_points", 0),
                    ("two_points__gt", models.F("one_points")),
                    _connector="OR",
                ),
                name="honour_policy_two_stars_need_more_than_one",
                violation_error_message="星级越高，起点应越高，请改正。",
            ),
        ),
        migrations.AddConstraint(
            model_name="honourpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("recommended__gte", 1), ("recommended__lte", 500)),
                name="honour_policy_recommends_somebody",
                violation_error_message="向上推荐的户数应在1至500之间，请改正。",
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingline",
            constraint=models.UniqueConstraint(
                fields=("ranking", "household"), name="ranking_has_a_household_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("in_group__isnull", True),
                        ("in_village__isnull", True),
                        ("place__isnull", True),
                        ("stars", 0),
                        ("vetoed", True),
                    ),
                    models.Q(
                        ("in_group__gte", 1),
                        ("in_group__isnull", False),
                        ("in_village__gte", 1),
                        ("in_village__isnull", False),
                        ("place__gte", 1),
                        ("place__isnull", False),
                        ("stars__lte", 5),
                        ("vetoed", False),
                    ),
                    _connector="OR",
                ),
                name="ranking_line_has_its_places_unless_it_is_vetoed",
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingcorrection",
            constraint=models.UniqueConstraint(
                fields=("ranking", "number"), name="ranking_correction_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingcorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("honour_before", models.F("honour_after")), _negated=True),
                        models.Q(("vetoed_before", models.F("vetoed_after")), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(("reason", ""), _negated=True),
                    models.Q(("paper", ""), _negated=True),
                ),
                name="ranking_correction_changes_something_with_reason_and_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="rankingcorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_on__isnull", True), ("vetoed_after", False)),
                    models.Q(("told_on__isnull", True), ("vetoed_before", True)),
                    models.Q(
                        ("told_on__isnull", False), ("vetoed_after", True), ("vetoed_before", False)
                    ),
                    _connector="OR",
                ),
                name="ranking_correction_tells_a_household_that_it_is_vetoed",
            ),
        ),
        migrations.AddConstraint(
            model_name="veto",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("matter", ""), _negated=True),
                    models.Q(("document", ""), _negated=True),
                    ("ends_on__gte", models.F("starts_on")),
                ),
                name="veto_has_its_matter_its_document_and_its_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="veto",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("object_until__isnull", True),
                        ("told_by", ""),
                        ("told_how", ""),
                        ("told_noted_at__isnull", True),
                        ("told_noted_by__isnull", True),
                        ("told_on__isnull", True),
                    ),
                    models.Q(
                        ("object_until__gte", models.F("told_on")),
                        ("object_until__isnull", False),
                        ("told_noted_at__isnull", False),
                        ("told_noted_by__isnull", False),
                        ("told_on__isnull", False),
                        models.Q(("told_how", ""), _negated=True),
                        models.Q(("told_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="veto_telling_says_how_by_whom_and_until_when_to_object",
            ),
        ),
        migrations.AddConstraint(
            model_name="veto",
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
                name="veto_void_has_author_time_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="vetolift",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True), name="veto_lift_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="vetoobjection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replied_at__isnull", True)),
                fields=("veto",),
                name="veto_has_one_open_objection",
            ),
        ),
        migrations.AddConstraint(
            model_name="vetoobjection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("replied_at__isnull", True),
                        ("replied_by__isnull", True),
                        ("reply", ""),
                        ("upheld__isnull", True),
                    ),
                    models.Q(
                        ("replied_at__isnull", False),
                        ("replied_by__isnull", False),
                        ("upheld__isnull", False),
                        models.Q(("reply", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="veto_objection_is_answered_as_a_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="vetoobjection",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="veto_objection_says_why"
            ),
        ),
    ]

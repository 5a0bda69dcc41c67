import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0006_outlets_staffed"),
        ("points", "0047_volunteers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="yearly_month",
            field=models.PositiveSmallIntegerField(
                default=12,
                help_text="从这个月起，村小组评分时向每一户建议当年的年度核查项目（计分单位是年、"
                "佐证写明核查的加分项，如不私搭乱建），每户每年一次。",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(12),
                ],
                verbose_name="年度项目核查月",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("yearly_month__gte", 1), ("yearly_month__lte", 12)),
                name="policy_checks_the_year_in_one_of_its_months",
                violation_error_message="年度项目核查月应在1至12之间，请改正。",
            ),
        ),
        migrations.AlterField(
            model_name="record",
            name="origin",
            field=models.CharField(
                choices=[
                    ("self", "本户自评"),
                    ("group", "小组记录"),
                    ("patrol", "巡查"),
                    ("activity", "活动"),
                    ("office", "积分办"),
                    ("yearly", "年度核查"),
                ],
                max_length=10,
                verbose_name="来源",
            ),
        ),
        migrations.CreateModel(
            name="ProposalAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item_code", models.CharField(max_length=10, verbose_name="评分项编号")),
                (
                    "source",
                    models.CharField(
                        choices=[("patrol", "巡查"), ("activity", "活动"), ("yearly", "年度核查")],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("why", models.CharField(max_length=200, verbose_name="说明")),
                (
                    "strike_reason",
                    models.CharField(blank=True, max_length=100, verbose_name="不计的原因"),
                ),
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
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.household",
                    ),
                ),
                (
                    "record",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="points.record",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal_answers",
                        to="points.sheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "建议的处理",
                "verbose_name_plural": "建议的处理",
                "ordering": ("at", "pk"),
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("household", "source", "key", "item_code"),
                        name="proposal_is_answered_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("record__isnull", False), ("strike_reason", ""))
                        | models.Q(
                            ("record__isnull", True), models.Q(("strike_reason", ""), _negated=True)
                        ),
                        name="proposal_is_taken_or_struck_with_a_reason",
                    ),
                ],
            },
        ),
    ]

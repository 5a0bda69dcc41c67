import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0043_patrols"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="patrol_from",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="本户一月巡查的平均分（满分50，小数舍去）到几分才提出本项；不限就空着。",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(50),
                ],
                verbose_name="巡查均分自",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="patrol_indicators",
            field=models.CharField(
                blank=True,
                help_text="这些指标一月巡查都没有扣分才提出本项，写编号，如 5 或 5、6；不看就空着。",
                max_length=30,
                verbose_name="巡查指标",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="patrol_overdue",
            field=models.BooleanField(
                default=False, help_text="本户有整改逾期的问题才提出本项。", verbose_name="巡查逾期"
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="patrol_to",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="平均分不高于几分才提出本项；不限就空着。",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(50),
                ],
                verbose_name="巡查均分至",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("patrol_from__isnull", True),
                    models.Q(
                        ("patrol_from__gte", 1),
                        ("patrol_from__isnull", False),
                        ("patrol_from__lte", 50),
                    ),
                    _connector="OR",
                ),
                name="item_of_a_patrol_begins_within_the_marks",
                violation_error_message="巡查均分应在1至50分之间，请改正。",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("patrol_to__isnull", True),
                    models.Q(
                        ("patrol_from__isnull", True),
                        ("patrol_to__gte", 1),
                        ("patrol_to__isnull", False),
                        ("patrol_to__lte", 50),
                    ),
                    models.Q(
                        ("patrol_from__isnull", False),
                        ("patrol_from__lte", models.F("patrol_to")),
                        ("patrol_to__isnull", False),
                        ("patrol_to__lte", 50),
                    ),
                    _connector="OR",
                ),
                name="item_of_a_patrol_ends_within_the_marks_after_its_beginning",
                violation_error_message="巡查均分自不能高于巡查均分至，请改正。",
            ),
        ),
    ]

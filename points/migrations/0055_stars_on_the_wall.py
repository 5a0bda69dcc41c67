from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0006_outlets_staffed"),
        ("points", "0054_certificates"),
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
                    models.Q(("kind", "stars"), ("month__isnull", True), ("quarter__isnull", True)),
                    _connector="OR",
                ),
                name="notice_is_of_a_month_or_of_an_exchange_quarter",
            ),
        ),
    ]

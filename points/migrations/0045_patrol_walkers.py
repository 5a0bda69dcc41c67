from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0044_items_by_patrol"),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="patrol_outsiders",
            field=models.BooleanField(
                default=True,
                help_text="选了的，家住本组的、在本组任职的，都不能巡查本组。",
                verbose_name="巡查员不巡查自己的组",
            ),
        ),
    ]

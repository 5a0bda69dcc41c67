from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('points', '0011_photos'),
    ]

    operations = [
        migrations.AddField(
            model_name='answer',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
            preserve_default=False,
        ),
    ]

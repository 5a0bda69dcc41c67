from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("points", "0019_long_prints"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="sheet",
            options={
                "ordering": ("-year", "-month", "group__code"),
                "permissions": [
                    ("open_sheet", "开表"),
                    ("print_form", "打印填写表"),
                    ("print_archive", "打印归档卷"),
                    ("pass_self", "群众自评通过"),
                    ("pass_group", "村小组评分通过"),
                    ("pass_committee", "评审委员会评议通过"),
                    ("pass_audit", "两委审核通过"),
                    ("pass_assembly", "代表大会审定通过"),
                ],
                "verbose_name": "月度积分表",
                "verbose_name_plural": "月度积分表",
            },
        ),
    ]

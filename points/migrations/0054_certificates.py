import django.db.models.deletion
import points.models.record
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0006_outlets_staffed"),
        ("points", "0053_honours_of_the_year"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificateRequest",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="荣誉年度")),
                ("applicant", models.CharField(max_length=60, verbose_name="申请人")),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("head", "户主本人"),
                            ("spouse", "户主的配偶"),
                            ("child", "户主的子女"),
                            ("parent", "户主的父母"),
                            ("other", "其他成年家庭成员"),
                        ],
                        max_length=10,
                        verbose_name="与户主的关系",
                    ),
                ),
                (
                    "recipient_kind",
                    models.CharField(
                        choices=[("bank", "银行"), ("employer", "用人单位"), ("other", "其他单位")],
                        max_length=10,
                        verbose_name="给谁",
                    ),
                ),
                ("recipient", models.CharField(max_length=60, verbose_name="接收单位")),
                ("purpose", models.CharField(max_length=100, verbose_name="用途")),
                (
                    "how",
                    models.CharField(
                        choices=[("card", "积分卡"), ("paper", "纸质申请")],
                        max_length=10,
                        verbose_name="申请方式",
                    ),
                ),
                ("paper", models.CharField(blank=True, max_length=100, verbose_name="申请书")),
                ("consented_on", models.DateField(verbose_name="同意日期")),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="终止时间")),
                (
                    "end_reason",
                    models.CharField(blank=True, max_length=100, verbose_name="终止原因"),
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
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.place",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="households.household",
                        verbose_name="户",
                    ),
                ),
                (
                    "typed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "积分证明申请",
                "verbose_name_plural": "积分证明申请",
                "ordering": ("-at", "-pk"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=19, unique=True, verbose_name="校验码")),
                ("honour", models.PositiveIntegerField(verbose_name="荣誉积分")),
                ("months", models.PositiveSmallIntegerField(verbose_name="计分月数")),
                (
                    "stars",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="星级"),
                ),
                ("issued_on", models.DateField(verbose_name="开具日期")),
                ("valid_until", models.DateField(help_text="最后一天", verbose_name="有效期至")),
                ("issued_at", models.DateTimeField()),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="作废时间"),
                ),
                (
                    "revoke_reason",
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
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="households.place",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate",
                        to="points.certificaterequest",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "积分证明",
                "verbose_name_plural": "积分证明",
                "ordering": ("-issued_at", "-pk"),
                "permissions": [("issue_certificate", "开具和作废积分证明")],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="BankOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="版次")),
                ("stands", models.BooleanField(default=True, verbose_name="印在证明上")),
                ("bank", models.CharField(max_length=60, verbose_name="银行")),
                ("basis", models.CharField(max_length=100, verbose_name="依据")),
                ("per_points", models.PositiveSmallIntegerField(verbose_name="每多少分")),
                (
                    "step",
                    models.PositiveSmallIntegerField(
                        help_text="百分之一个百分点", verbose_name="优惠"
                    ),
                ),
                (
                    "bound",
                    models.PositiveSmallIntegerField(
                        help_text="百分之一个百分点", verbose_name="最多"
                    ),
                ),
                ("under_age", models.PositiveSmallIntegerField(verbose_name="未满多少周岁")),
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
            ],
            options={
                "verbose_name": "银行优惠",
                "verbose_name_plural": "银行优惠",
                "ordering": ("-number",),
                "default_permissions": ("add",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "number"), name="bank_offer_number_once_in_community"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("bound__lte", 500),
                            ("per_points__gte", 1),
                            ("step__gte", 1),
                            ("step__lte", models.F("bound")),
                            ("under_age__gte", 18),
                            ("under_age__lte", 60),
                        ),
                        name="bank_offer_goes_up_in_steps_to_its_bound",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="certificaterequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("by_card__isnull", False),
                        ("how", "card"),
                        ("paper", ""),
                        ("typed_by__isnull", True),
                    ),
                    models.Q(
                        ("by_card__isnull", True),
                        ("how", "paper"),
                        ("typed_by__isnull", False),
                        models.Q(("paper", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="certificate_is_asked_for_by_card_or_on_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificaterequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("applicant", ""), _negated=True),
                    models.Q(("recipient", ""), _negated=True),
                    models.Q(("purpose", ""), _negated=True),
                ),
                name="certificate_consent_names_applicant_recipient_and_purpose",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificaterequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("end_reason", ""), ("ended_at__isnull", True), ("ended_by__isnull", True)
                    ),
                    models.Q(
                        ("ended_at__isnull", False), models.Q(("end_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="certificate_request_ends_with_time_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gt", models.F("issued_on"))),
                name="certificate_is_valid_for_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("honour__gte", 1),
                    ("months__gte", 1),
                    models.Q(
                        ("stars__isnull", True),
                        models.Q(("stars__isnull", False), ("stars__lte", 5)),
                        _connector="OR",
                    ),
                ),
                name="certificate_holds_positive_facts",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("revoke_reason", ""),
                        ("revoked_at__isnull", True),
                        ("revoked_by__isnull", True),
                    ),
                    models.Q(
                        ("revoked_at__isnull", False),
                        models.Q(("revoke_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="certificate_revocation_has_time_and_reason",
            ),
        ),
    ]

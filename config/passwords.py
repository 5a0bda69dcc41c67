"""Django's rules for passwords, in the words of the office."""

from django.contrib.auth import password_validation as django_rules


class Unlike(django_rules.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "密码和登录名或姓名太像，请换一个。"


class LongEnough(django_rules.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"密码至少{self.min_length}位，请加长。"


class Uncommon(django_rules.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "这个密码太常见，容易被猜到，请换一个。"


class NotNumeric(django_rules.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return "密码不能全是数字，请加上字母或汉字。"

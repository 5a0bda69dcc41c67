"""The only writer of communities' accounts for people."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from households.models import Household, Place, User


@transaction.atomic
def create_user(
    username: str, name: str, community: Place, password: str, household: Household | None = None
) -> User:
    """An account of `community`, without any right until it is appointed.

    Raises ValidationError (Chinese) for a login name in use or malformed, or a weak password.
    """
    user = User(username=username, name=name, community=community, household=household)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save(force_insert=True)
    return user

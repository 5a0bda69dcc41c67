"""The only writer of people's accounts."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from households.models import Household, Place, User


@transaction.atomic
def create_user(
    username: str, name: str, community: Place, password: str, household: Household | None = None
) -> User:
    """An account of `community`, without any right until it is appointed.

    An empty `password` is for people who never sign in, such as delegates. Raises ValidationError
    (Chinese) for a login name in use or malformed, or a weak password.
    """
    user = User(username=username, name=name, community=community, household=household)
    if password:
        validate_password(password, user)
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.full_clean()
    user.save(force_insert=True)
    return user


@transaction.atomic
def change_user(
    user: User, name: str, household: Household | None, is_active: bool, password: str = ""
) -> User:
    """Changes an account; an empty `password` leaves the old one.

    Raises ValidationError (Chinese) for a weak password or a household of another community.
    """
    current = User.objects.select_for_update().get(pk=user.pk)
    current.name, current.household, current.is_active = name, household, is_active
    if password:
        validate_password(password, current)
        current.set_password(password)
    current.full_clean()
    current.save(update_fields=["name", "household", "is_active", "password"])
    return current

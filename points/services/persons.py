"""Who of a household: a name as typed, or its head where nothing was typed."""

from households.models import Household
from households.names import clean_name
from households.refusals import Refused


def person_of(household: Household, typed: str) -> str:
    """The name as it is stored; of the head without one. Raises Refused for one too long."""
    return _cleaned(typed, "person") or household.head


def said(household: Household, person: str) -> str:
    """Who is meant, as a sentence says it: “0101001 张三”, “0101001 张三家的张小禾”."""
    return str(household) if person == household.head else f"{household}家的{person}"


def one_name(typed: str, field: str, what: str) -> str:
    """A name that must be there, as it is stored. Raises Refused at `field` without one."""
    name = _cleaned(typed, field)
    if not name:
        raise Refused({field: f"请填写{what}。"})
    return name


def _cleaned(typed: str, field: str) -> str:
    try:
        return clean_name(typed)
    except ValueError as error:
        raise Refused({field: str(error)}) from error

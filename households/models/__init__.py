from households.models.appointment import Appointment
from households.models.card import Card, CardAttempt
from households.models.household import Household, HouseholdMove
from households.models.place import Place
from households.models.relation import Relation
from households.models.submission import Submission
from households.models.user import User

__all__ = [
    "Appointment",
    "Card",
    "CardAttempt",
    "Household",
    "HouseholdMove",
    "Place",
    "Relation",
    "Submission",
    "User",
]

from households.models.appointment import Appointment
from households.models.household import Household, HouseholdMove
from households.models.place import Place
from households.models.submission import Submission
from households.models.user import User

__all__ = ["Appointment", "Household", "HouseholdMove", "Place", "Submission", "User"]

"""Names of people: how they are stored, found and hidden. No database in here."""

from households.names.cleaning import NAME_LENGTH, clean_name, fold
from households.names.masking import masked, without_numbers
from households.names.search import SearchKeys, search_keys, search_terms

__all__ = [
    "NAME_LENGTH",
    "SearchKeys",
    "clean_name",
    "fold",
    "masked",
    "search_keys",
    "search_terms",
    "without_numbers",
]

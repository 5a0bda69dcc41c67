"""What a long print of a kind is asked by, and how it is put together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils.module_loading import import_string

from households.models import Place, User
from points.models import PrintJob
from points.printing.pieces import Print

Choices = Sequence[tuple[str, str | Sequence[tuple[str, str]]]]
"""Value and name, or the name of a group and its values, as Django's choices are."""

PDF: Final = "pdf"
Asked = Mapping[str, Any]
"""The values of a form by the names of its questions: strings, or lists of them."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of the form: one of `choices`, or `several` of them. `initial` is the one ticked
    to begin with (the first by itself), `told` a sentence that helps."""

    name: str
    label: str
    choices: Choices
    initial: str = ""
    several: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of long print.

    `label` names it (“公示单”), `told` says in a sentence what comes out, `nothing` why a person
    has nothing to choose from and what to do. `right` is needed at the place it is printed for.
    `offer` asks the questions a person may answer on a day: only values he may have; none of them
    where there is nothing. `order` says of the answers which place they are for and what the print
    is called, and raises Refused for answers that do not go together. `build` makes the print of a
    job anew each time the worker begins with it: its pieces carry the same labels as the time
    before. `by_piece`: its first pieces are of use without the rest. `warning` is shown before
    anybody asks for it. `ending` is what the whole is a file of: one that is no PDF is saved.
    """

    label: str
    told: str
    nothing: str
    right: str
    offer: Callable[[User, date], Sequence[Ask]]
    order: Callable[[User, Asked], tuple[Place, str]]
    build: Callable[[PrintJob], Print]
    by_piece: bool = True
    warning: str = ""
    ending: str = PDF

    @property
    def is_paper(self) -> bool:
        """Whether a browser shows it, and it can be printed."""
        return self.ending == PDF


@dataclass(frozen=True, slots=True)
class Work:
    """What the worker does that is no print: nobody finds it among them, as it has pages of its
    own. The names mean what they do for a `Kind`."""

    right: str
    build: Callable[[PrintJob], Print]
    by_piece: bool = False


def works() -> Mapping[str, Kind | Work]:
    """All that the worker can do, by what stands in `PrintJob.kind`."""
    others: Mapping[str, Work] = import_string(settings.OTHER_WORKS)
    return {**kinds(), **others}


def kinds() -> Mapping[str, Kind]:
    """All kinds by the key that stands in addresses and in `PrintJob.kind`, the shop's too."""
    found: Mapping[str, Kind] = import_string(settings.PRINT_KINDS)
    return found


def kinds_for(user: User) -> Mapping[str, Kind]:
    """Those that `user` may print somewhere."""
    return {key: kind for key, kind in kinds().items() if user.has_perm(kind.right)}

"""A page as a person reads it: its forms with what they hold, its tables and links."""

from collections.abc import Sequence
from html.parser import HTMLParser
from typing import NamedTuple

BLOCKS = {"dd", "div", "dt", "h1", "h2", "li", "option", "p", "summary", "td", "th"}
"""Elements that a reader sees apart from what stands before and after."""

Attributes = Sequence[tuple[str, str | None]]


class Link(NamedTuple):
    """Where a link leads, what it says, and the id of the <tbody> it stands in."""

    address: str
    text: str
    part: str


class Row(NamedTuple):
    """A table row: the id of its <tbody>, and its cells."""

    part: str
    cells: list[str]


class Form:
    """A form: where it sends, and what each field would send now."""

    def __init__(self, address: str, method: str) -> None:
        self.address = address
        self.method = method
        self.fields: dict[str, list[str]] = {}
        self.offered: dict[str, list[str]] = {}

    def filled(self, typed: dict[str, str]) -> dict[str, list[str]]:
        """What is sent once `typed` is typed; a field or a choice not on the form is an error."""
        unknown = set(typed) - set(self.offered)
        assert not unknown, f"no such fields on the page: {unknown}"
        for name, text in typed.items():
            choices = [choice for choice in self.offered[name] if choice]
            assert not choices or text in choices, f"{name} has no choice {text!r}: {choices}"
        return self.fields | {name: [text] for name, text in typed.items()}


class Page(HTMLParser):
    """Reads one page; `address` is where it was found."""

    def __init__(self, markup: str, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.links: list[Link] = []
        self.rows: list[Row] = []
        self._words: list[str] = []
        self._marks: dict[str, int] = {}
        self._part = ""
        self._cells: list[str] = []
        self._href = ""
        self._choice = ""
        self._silent = 0
        self.feed(markup)
        self.close()

    @property
    def text(self) -> str:
        return _joined(self._words)

    def form(self, *fields: str) -> Form:
        """The form that has all of `fields`."""
        found = [form for form in self.forms if set(fields) <= set(form.offered)]
        assert len(found) == 1, f"{len(found)} forms with {fields} on {self.address}"
        return found[0]

    def form_to(self, ending: str) -> Form:
        """The form whose address ends so."""
        found = [form for form in self.forms if form.address.endswith(ending)]
        assert len(found) == 1, f"{len(found)} forms to {ending} on {self.address}"
        return found[0]

    def link(self, words: str, part: str = "") -> str:
        """Where the one link leads that says `words` (within the <tbody> of that id)."""
        found = {
            link.address for link in self.links if words in link.text and part in ("", link.part)
        }
        assert len(found) == 1, f"{len(found)} links saying {words!r} on {self.address}"
        return found.pop()

    def row(self, first: str) -> list[str]:
        """The cells of the one table row whose first cell begins with `first`."""
        found = [row.cells for row in self.rows if row.cells[0].startswith(first)]
        assert len(found) == 1, f"{len(found)} rows beginning {first!r} on {self.address}"
        return found[0]

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = {name: value or "" for name, value in attrs}
        self._set_apart(tag)
        self._marks[tag] = len(self._words)
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "form":
            form = Form(given.get("action", ""), given.get("method", "get"))
            self.forms.append(form)
        elif tag == "tbody":
            self._part = given.get("id", "")
        elif tag == "tr":
            self._cells = []
        elif tag == "a":
            self._href = given.get("href", "")
        elif tag in ("input", "select", "textarea", "option"):
            self._control(tag, given)

    def handle_endtag(self, tag: str) -> None:
        said = _joined(self._words[self._marks.get(tag, 0) :])
        self._set_apart(tag)
        if tag in ("script", "style"):
            self._silent -= 1
        elif tag in ("td", "th"):
            self._cells.append(said)
        elif tag == "tr" and self._cells:
            self.rows.append(Row(self._part, self._cells))
        elif tag == "tbody":
            self._part = ""
        elif tag == "a":
            self.links.append(Link(self._href, said, self._part))
        elif tag == "textarea" and said and self._choice:
            self.forms[-1].fields[self._choice] = [said]

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append(data)

    def _set_apart(self, tag: str) -> None:
        if tag in BLOCKS:
            self._words.append(" ")

    def _control(self, tag: str, given: dict[str, str]) -> None:
        if not self.forms or "disabled" in given:
            return
        form, name = self.forms[-1], given.get("name", "")
        if tag == "option":
            form.offered[self._choice].append(given.get("value", ""))
            if "selected" in given or self._choice not in form.fields:
                form.fields[self._choice] = [given.get("value", "")]
            return
        if not name:
            return
        if tag in ("select", "textarea"):
            self._choice = name
            form.offered.setdefault(name, [])
            if tag == "textarea":
                form.fields[name] = [""]
            return
        value = given.get("value", "on")
        if given.get("type") in ("checkbox", "radio"):
            form.offered.setdefault(name, []).append(value)
            if "checked" in given:
                form.fields.setdefault(name, []).append(value)
            return
        form.offered.setdefault(name, [])
        form.fields[name] = [given.get("value", "")]


def _joined(words: Sequence[str]) -> str:
    return " ".join("".join(words).split())

"""Every address of the program, read from the URLconf."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Address:
    """`key` is its name with namespaces; an address without a name goes by its route."""

    key: str
    route: str
    view: Callable[..., HttpResponse]


def addresses() -> list[Address]:
    """All of them, in the order in which they are tried."""
    return list(_below(get_resolver(), (), ""))


def _below(resolver: URLResolver, spaces: tuple[str, ...], route: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        full = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            key = ":".join((*spaces, pattern.name)) if pattern.name else full
            yield Address(key, full, pattern.callback)
        else:
            inner: tuple[Any, ...] = (pattern.namespace,) if pattern.namespace else ()
            yield from _below(pattern, (*spaces, *inner), full)

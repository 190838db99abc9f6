"""Items of one operation, such as orders of a batch, of which a vendor may process only some."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.system.strict_toml import TomlKey


@dataclass(frozen=True)
class ListingQuery:
    """A query whose answer lists the items that are still there.

    `routes` are globs over `METHOD /path`; only where `path?query` matches `whole` (RE2) does it
    ask for all of them. `elements` are members whose elements are the items (an array at the top
    is taken as well); a body that matches `cut_off` (RE2) has more pages.
    """

    routes: tuple[str, ...]
    whole: str
    elements: tuple[str, ...]
    cut_off: str | None


@dataclass(frozen=True)
class ItemRule:
    """Where a vendor's requests and answers name items of one kind.

    `routes` are globs over `METHOD /path` of what is done with items. Ids are taken from the group
    of `path` (RE2), from the parameters `query`, and from the first of the names `members` that the
    body of a request has, at any depth. In an answer, members named in `failed` and `done` hold
    what failed and what was done; `failed_text` are RE2 whose group is a list of ids in a sentence.
    An element whose member of a name in `state` matches `ended` (RE2) is done. `hashed`: ids are
    kept as keyed hashes.
    """

    name: str
    routes: tuple[str, ...]
    path: str | None
    query: tuple[str, ...]
    members: tuple[str, ...]
    failed: tuple[str, ...]
    done: tuple[str, ...]
    failed_text: tuple[str, ...]
    state: tuple[str, ...]
    ended: str | None
    hashed: bool
    listing: ListingQuery | None
    where: TomlKey

    def patterns(self) -> Iterator[tuple[str, str, TomlKey]]:
        """Each RE2 with the replacement whose group it must have, and where it is given."""
        if self.path:
            yield self.path, r"\1", self.where / "path"
        for pattern in self.failed_text:
            yield pattern, r"\1", self.where / "failed_text"
        if self.ended:
            yield self.ended, "", self.where / "ended"
        if self.listing:
            yield self.listing.whole, "", self.where / "listing" / "whole"
            if self.listing.cut_off:
                yield self.listing.cut_off, "", self.where / "listing" / "cut_off"

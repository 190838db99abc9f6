"""The exchanges of one source whose lines are still being read, in the order in which they began."""

from __future__ import annotations

from analyzer.formats.kinds.dialogue.exchange import OpenExchange

# Of very many that wait for their answers, what other lines tell is of one of the last.
_MOST_WAITING = 256


class OpenExchanges(dict[str, OpenExchange]):
    """By their keys: a thread, a name, both, or a URL.

    None of what is asked of them costs more the more of them there are: a log may show the requests
    of thousands and no answer, or answers alone.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[str, None] = {}
        self._by_name: dict[str, dict[str, None]] = {}

    def __setitem__(self, key: str, one: OpenExchange) -> None:
        """Open an exchange, after those that are open."""
        if key in self:
            del self[key]
        super().__setitem__(key, one)
        self.wait(key)
        if one.name:
            self._by_name.setdefault(one.name, {})[key] = None

    def __delitem__(self, key: str) -> None:
        """Close an exchange."""
        one = self[key]
        super().__delitem__(key)
        self._waiting.pop(key, None)
        if one.name:
            self._by_name[one.name].pop(key, None)
            if not self._by_name[one.name]:
                del self._by_name[one.name]

    def closed(self, key: str) -> OpenExchange:
        """An exchange that is open no longer."""
        one = self[key]
        del self[key]
        return one

    def named(self, name: str) -> str | None:
        """The key of the first that has a name, in whatever thread."""
        return next(iter(self._by_name.get(name, ())), None)

    def wait(self, key: str) -> None:
        """An exchange has no answer, maybe again."""
        self._waiting.pop(key, None)
        self._waiting[key] = None

    def waiting(self) -> list[str]:
        """Which have no answer, those that began last first."""
        found: list[str] = []
        answered: list[str] = []
        for key in reversed(self._waiting):
            (answered if self[key].is_answered else found).append(key)
            if len(found) == _MOST_WAITING:
                break
        for key in answered:
            del self._waiting[key]
        return found

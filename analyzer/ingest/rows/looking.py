"""The look at lines of a source's form, which is made once there is enough to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analyzer.catalog.catalog import Catalog
from analyzer.formats import Format
from analyzer.ingest.look import Look
from analyzer.ingest.look.key_columns import AskKeys
from analyzer.mapping.plain_fields import PlainField

# Fields that go on coming are no fields: identifiers may be.
_MOST_LOOKS = 8


class Looking:
    """The look at lines of one format after the other, for one vendor and client as given.

    Of JSON lines that name their fields as they like it knows those that SQL has met. It is made
    anew when those are others.
    """

    def __init__(self, catalog: Catalog, ask_keys: AskKeys) -> None:
        self._catalog, self._ask_keys = catalog, ask_keys
        self.look: Look | None = None
        self._fields: Sequence[PlainField] | None = None
        self._is_met, self._left = False, _MOST_LOOKS

    def begin(self) -> None:
        """Turn to a source, whose fields nobody has met."""
        self._is_met, self._left = False, _MOST_LOOKS

    def forget(self) -> None:
        """Turn to lines that are no more like those before."""
        self.look = self._fields = None

    def look_at(
        self, form: Format, meet: Callable[[], object], end: Callable[[], object]
    ) -> Look | None:
        """The look at lines of a form, if it is not in vain.

        `meet` lets SQL meet the fields of the lines at hand, `end` ends the look that there was.
        """
        if form.plain_fields:
            if not self._is_met:
                meet()
                self._is_met = True
            fields = form.plain_fields()
            if fields != self._fields:
                end()
                self._left -= 1
                wanted = fields if self._left >= 0 else None
                self.look = (
                    Look(
                        self._catalog,
                        self._ask_keys,
                        form.plain_as or "mapped",
                        wanted,
                        form.plain_forms,
                    )
                    if wanted
                    else None
                )
                self._fields = fields
        elif self.look is None and form.plain_forms:
            self.look = Look(self._catalog, self._ask_keys, "text", forms=form.plain_forms)
        elif self.look is None and form.plain_as:
            self.look = Look(self._catalog, self._ask_keys, form.plain_as)
        return None if self.look is None or self.look.is_in_vain else self.look

"""Lines of which an assembler said that they tell no call: these are counted, and asked no more."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.formats.kinds.exchange import NOTE, NOTED, PART

_IS_MESSAGE, _IS_PART = "skip: another message", "skip: part of an exchange"
# Behind it stands a text: what has a member of that name may be a log's own object.
_NOTE_OF_TEXT = f'{NOTE}"'
_VERDICT = pa.field("verdict", pa.string())


def settled_apart(lines: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The lines about which to ask, and the others, each with its `verdict`."""
    texts = lines["line"]
    is_message = pc.or_(pc.starts_with(texts, _NOTE_OF_TEXT), pc.starts_with(texts, NOTED))
    is_part = pc.equal(texts, PART)
    verdicts = pc.if_else(is_message, _IS_MESSAGE, pc.if_else(is_part, _IS_PART, None))
    verdicts = verdicts.cast(_VERDICT.type)
    is_settled = pc.is_valid(verdicts)
    settled = lines.append_column(_VERDICT, verdicts).filter(is_settled)
    return lines.filter(pc.invert(is_settled)), settled

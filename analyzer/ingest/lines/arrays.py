"""Conversions of NumPy arrays and texts to Arrow arrays.

PyArrow's own `array` asks pandas first, whose import takes longer than reading a megabyte of lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def arrow(values: NDArray[Any], is_null: NDArray[np.bool_] | None = None) -> pa.Array:
    """The values, numbers or booleans; NULL where `is_null` says so."""
    is_valid = None if is_null is None else _bits(~is_null)
    if values.dtype == np.bool_:
        return pa.Array.from_buffers(pa.bool_(), len(values), [is_valid, _bits(values)])
    data = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [is_valid, data])


def texts(values: Iterable[str]) -> pa.Array:
    """Texts as an array of strings."""
    encoded = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    buffers = map(pa.py_buffer, (ends, b"".join(encoded)))
    return pa.StringArray.from_buffers(len(encoded), *buffers)


def cut_texts(text: bytes, ends: NDArray[np.int32]) -> pa.StringArray:
    """Texts that stand one behind another, from where one ends to where the next does; NULL where
    one is empty.
    """
    buffers = pa.py_buffer(ends), pa.py_buffer(text), _bits(ends[1:] > ends[:-1])
    return pa.StringArray.from_buffers(len(ends) - 1, *buffers)


def repeated(text: str, count: int) -> pa.DictionaryArray:
    """One text, so many times."""
    return pa.DictionaryArray.from_arrays(arrow(np.zeros(count, np.int32)), texts([text]))


def joined(tables: Sequence[pa.Table]) -> pa.Table:
    """Rows in one table; columns that are dictionary arrays in any of them are in all, but for
    those in which hardly a value comes again.
    """
    kinds = {(field.name, field.type) for table in tables for field in table.schema}
    names = sorted({name for name, kind in kinds if pa.types.is_dictionary(kind)})
    if not names:
        return pa.concat_tables(tables)
    different = [name for name in names if not _repeats(tables, name)]
    names = [name for name in names if name not in different]
    tables = [_interned(_spelled_out(table, different), names) for table in tables]
    return pa.concat_tables(tables).unify_dictionaries()


def spread(values: pa.Array, rows: NDArray[np.int64], count: int) -> pa.Array:
    """Values of some rows as a column of all, NULL in the others."""
    at = np.full(count, -1, np.int32)
    at[rows] = np.arange(len(rows))
    return pc.take(values, arrow(at, at < 0))


def measured(values: NDArray[np.float64]) -> pa.Array:
    """Numbers as a column, NULL where one is NaN."""
    return arrow(values, np.isnan(values))


def _repeats(tables: Iterable[pa.Table], name: str) -> bool:
    """Whether a column has at least twice as many rows as its dictionaries have values."""
    chunks = [chunk for table in tables for chunk in table[name].chunks]
    interned = (len(one.dictionary) for one in chunks if pa.types.is_dictionary(one.type))
    return 2 * sum(interned) <= sum(map(len, chunks))


def _spelled_out(rows: pa.Table, names: Iterable[str]) -> pa.Table:
    """Rows, some columns of which are to be no dictionary arrays."""
    for name in names:
        at = rows.schema.get_field_index(name)
        kind = rows.schema.field(at).type
        if pa.types.is_dictionary(kind):
            rows = rows.set_column(at, name, rows[name].cast(kind.value_type))
    return rows


def _interned(rows: pa.Table, names: Iterable[str]) -> pa.Table:
    """Rows, some columns of which are to be dictionary arrays."""
    for name in names:
        at = rows.schema.get_field_index(name)
        if not pa.types.is_dictionary(rows.schema.field(at).type):
            rows = rows.set_column(at, name, pc.dictionary_encode(rows[name]))
    return rows


def _bits(values: NDArray[np.bool_]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(values, bitorder="little"))

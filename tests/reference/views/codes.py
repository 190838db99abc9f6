"""What the documents of the three vendors list: the same codes, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.reference import documents as docs
from tests.reference.request import FAULTS, RETRYABLE
from tests.reference.world import Row, World

KEY = ("vendor", "code")
OF = "vendor IN ('tickdb', 'zeromarkets') AND kind = 'code' AND NOT success"
# As Zero Markets' own example of an answer has it.
_EXAMPLE = {"TRADE_40101": ("auth", "invalid_or_expired")}


def rows(world: World) -> Iterator[Row]:
    """One row a code; the lake has nothing to do with it."""
    yield from _listed("tickdb", docs.TICKDB)
    yield from _listed("zeromarkets", docs.ZERO_MARKETS | _EXAMPLE)


def _listed(vendor: str, codes: Mapping[str, tuple[str, str | None]]) -> Iterator[Row]:
    for code, (group, cause) in codes.items():
        family = f"{code[0]}xxx" if vendor == "tickdb" else code.rpartition("_")[0]
        yield {
            "vendor": vendor, "code": code, "family": family, "class": group, "listed": True,
            "fault": FAULTS[group], "retryable": group in RETRYABLE, "cause": cause,
        }  # fmt: skip

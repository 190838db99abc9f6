"""One limit of a vendor: what it counts, for whom, its window, and where responses state it."""

from __future__ import annotations

from dataclasses import dataclass, field

CURRENCIES = (
    "requests",
    "tokens",
    "weight",
    "cost",
    "connections",
    "subscriptions",
    "bytes",
)
SCOPES = ("key", "address", "account", "model", "route")
KINDS = ("requests", "quota", "connections", "subscriptions")
RULES = ("sliding", "fixed", "bucket", "decaying")
RESETS_AS = ("seconds", "milliseconds", "epoch", "epoch_ms", "rfc3339", "duration")


@dataclass(frozen=True)
class StateSource:
    """Where an answer states the use of a limit.

    A place is `header:<lower-case name>`, in which `{window}` or `{group}` stands for the part that
    distinguishes one of a family from another, or a JSON path in the body (`[*]` is any element).
    `fraction` is `used/quota`. `group` is the place of a name that separates what is counted
    apart (a model, a resource). Only where the text at `when` matches `matches` (RE2), if given, is
    it this limit that the answer speaks of.
    """

    quota: str | None = None
    used: str | None = None
    remaining: str | None = None
    fraction: str | None = None
    reset: str | None = None
    reset_as: str | None = None
    refill_per_s: str | None = None
    group: str | None = None
    when: str | None = None
    matches: str | None = None

    def places(self) -> tuple[str, ...]:
        """All places that are looked at."""
        found = (
            self.quota,
            self.used,
            self.remaining,
            self.fraction,
            self.reset,
            self.refill_per_s,
            self.group,
            self.when,
        )
        return tuple(place for place in found if place)


@dataclass(frozen=True)
class Price:
    """What requests to a path (a glob: `*` is anything) cost, the first price that fits.

    With `parameter`: only where the query has it, as the text `equals`, or a number up to `up_to`.
    """

    path: str
    cost: float
    method: str | None = None
    parameter: str | None = None
    equals: str | None = None
    up_to: float | None = None


@dataclass(frozen=True)
class Cost:
    """What a request costs: `told` in its answer (a JSON path), else by price, else `default`."""

    default: float = 1.0
    told: str | None = None
    prices: tuple[Price, ...] = ()


@dataclass(frozen=True)
class Ban:
    """What an answer looks like that says that all is refused for a while.

    It has one of the statuses, where these are given; else one of the codes and a message that
    matches `message` (RE2), where these are. The end is the epoch time in the pattern's group, else
    Retry-After, else after `lasts_s`.
    """

    statuses: tuple[int, ...]
    codes: tuple[str, ...]
    message: str | None
    lasts_s: float | None


@dataclass(frozen=True)
class Limit:
    """One limit of the vendor; `quota` None is unknown, never 0. `window_s` in seconds.

    `rule` is how it counts: in a window that slides or begins anew at fixed times, or as a level
    that `rate_per_s` empties (a bucket that refills, a counter that decays: the same seen from two
    sides); without it, all of the quota comes back in `window_s`. `routes` are globs over
    `METHOD /path`, or over the path alone; empty: all requests.
    """

    name: str
    kind: str | None
    currency: str
    scope: str
    quota: float | None
    window_s: float | None
    resets: str | None
    codes: tuple[str, ...]
    rule: str = "sliding"
    rate_per_s: float | None = None
    routes: tuple[str, ...] = ()
    told: StateSource = field(default_factory=StateSource)
    cost: Cost = field(default_factory=Cost)
    ban: Ban | None = None

    @property
    def empties_per_s(self) -> float | None:
        """How much a second gives back, of a bucket or a decaying counter; None is unknown."""
        if self.rule in ("bucket", "decaying") and self.quota and self.window_s:
            return self.rate_per_s or self.quota / self.window_s
        return self.rate_per_s

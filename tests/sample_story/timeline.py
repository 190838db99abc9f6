"""When each incident that spoils ordinary traffic begins and ends."""

from __future__ import annotations

from random import Random

from .clock import Window, at, window

DATA_SOURCE_OUTAGE = window(1, "10:17", "10:29")
POLLING_LOOP = window(1, "14:00", "14:31")

# md-feed and mm-bot-1 share one TickDB key; each gets the new one when somebody wakes up.
KEY_EXPIRES = at(2, "03:00")
MD_FEED_GETS_NEW_KEY = at(2, "08:40")
MM_BOT_1_GETS_NEW_KEY = at(2, "11:25")

WRONG_HEADER_RELEASE = window(2, "09:30", "09:52:41")
NAME_SERVICE_DOWN = window(3, "05:12", "05:15:30")
QUOTA_EXHAUSTED = window(3, "14:37", "24:00")
TOKEN_EXPIRES = at(3, "18:00")
TOKEN_REFRESHED = at(3, "18:01:10")

# Hours without any incident, where single failures of all kinds are strewn.
CALM = (window(1, "00:10", "09:50"), window(2, "12:30", "15:50"), window(3, "06:00", "09:00"))

# While a client waits, restarts or is busy with something told elsewhere, it sends nothing else.
QUIET: tuple[tuple[str, str, Window], ...] = (
    ("mm-bot-2", "55tech", POLLING_LOOP),
    ("recon-job", "55tech", window(1, "14:00", "14:31")),
    ("mm-bot-1", "zeromarkets", window(1, "15:00", "15:02")),
    ("mm-bot-2", "zeromarkets", window(1, "15:00", "15:02")),
    ("mm-bot-2", "tickdb", window(2, "15:58", "16:06")),
    ("mm-bot-1", "zeromarkets", window(2, "20:14", "20:20")),
    ("mm-bot-2", "zeromarkets", window(2, "20:14", "20:20")),
    ("mm-bot-2", "zeromarkets", window(3, "09:29", "09:33")),
    ("mm-bot-2", "zeromarkets", window(3, "17:59", "18:02")),
)


def is_quiet(client: str, vendor: str, ts: int) -> bool:
    """Whether the client sends no ordinary requests to the vendor at this time."""
    return any(who == client and whom == vendor and ts in when for who, whom, when in QUIET)


def calm_moment(rng: Random) -> int:
    """Some moment of the hours without an incident."""
    hours = rng.choice(CALM)
    return rng.randrange(hours.start, hours.end)

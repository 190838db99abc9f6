"""Expected rows that samples of several formats have in common."""

from __future__ import annotations

from analyzer.formats import row

# A call with a key that is refused with 429 after 31 ms, and advised to wait for 2 s.
THROTTLED = row(
    "10:00:00.25 GET api.tickdb.ai/v1/market/ticker?symbol=BTCUSDT -> 429 in 31 ms",
    key_in="header:x-api-key",
    retry_after_s=2.0,
)
# A ticker that is refused with 429.
REFUSED = row("GET api.tickdb.ai/v1/ticker?symbol=BTC -> 429")
# An order that nobody answers.
TIMED_OUT = row("POST /v1/orders -> timeout")
# A refused request in an access log in front of the client.
ACCESS = row(
    "GET ?symbol=BTCUSDT -> 429 with 57 B in 500 ms", vendor="tickdb", client_ip="10.0.0.7"
)
# A client's span, whose service is `bot`.
CLIENT_SPAN = row("10:00:00.25 GET api.tickdb.ai?a=1 -> 429 in 31.2 ms", client="bot")

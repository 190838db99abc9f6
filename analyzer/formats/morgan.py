r"""Morgan's short forms (Node.js, Express): `dev`, `tiny` and `short`; its others are the common log.

Source: morgan, "Predefined Formats". They have no time: it has to stand before them, as collectors
put it. A request whose client went away has no status.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD, text_format

FORMAT = text_format(
    "morgan",
    "Morgan: dev, tiny, short (Express)",
    (
        rf"(?:^|\s)(?P<method>{METHOD}) (?P<target>/\S*) (?P<status>\d{{3}}|-) (?P<ms>[0-9.]+|-) ms - (?P<sent>\d+|-)\s*$",
        rf"(?:^|\s)(?P<method>{METHOD}) (?P<target>/\S*) (?P<status>\d{{3}}|-) (?P<sent>\d+|-) - (?P<ms>[0-9.]+|-) ms\s*$",
        rf"(?:^|\s)(?P<client_ip>{ADDRESS}) \S+ (?P<request>{METHOD} /\S* HTTP/[0-9.]+) (?P<status>\d{{3}}|-) (?P<sent>\d+|-) - (?P<ms>[0-9.]+|-) ms\s*$",
    ),
    (
        Sample(
            "2026-11-19T10:00:00.0312Z GET /v1/market/ticker?symbol=BTCUSDT 429 31.200 ms - 57\n"
            "2026-11-19T10:00:01Z \x1b[0mGET /v1/x \x1b[32m200\x1b[0m 5.000 ms - -\x1b[0m\n"
            "2026-11-19T10:00:02Z POST /v1/orders 502 57 - 12.500 ms\n"
            "2026-11-19T10:00:03Z ::ffff:10.0.0.7 - GET /v1/y HTTP/1.1 304 - - 1.500 ms\n"
            "Listening on 3000\n"
            "GET / 200 5.000 ms - 57\n",
            rows=(
                row("10:00:00 GET ?symbol=BTCUSDT -> 429 with 57 B in 31.2 ms"),
                row("/v1/x -> 200"),
                row("/v1/orders with 57 B in 12.5 ms"),
                row("/v1/y -> 304", client_ip="::ffff:10.0.0.7"),
            ),
            rejects=1,
            skipped=1,
        ),
    ),
    complete=r".* ms",
    sureness=0.9,
)

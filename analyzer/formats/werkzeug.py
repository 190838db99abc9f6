r"""The lines of development servers of Python: Werkzeug (Flask), http.server, Django's runserver.

Source: werkzeug.serving, WSGIRequestHandler.log; http.server, log_message; django.core.servers.
basehttp. The time is when the answer was written, without a zone: taken as UTC. Django says no
address.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.text_lines import ADDRESS, METHOD, text_format

TIME = r"\d\d/[A-Z][a-z][a-z]/\d{4} \d\d:\d\d:\d\d"

FORMAT = text_format(
    "werkzeug",
    "Development servers: Werkzeug (Flask), http.server, Django",
    (
        rf'(?P<client_ip>{ADDRESS}) - - \[(?P<end>{TIME})\] "(?P<request>[^"]*)" (?:HTTPStatus\.\w+ )?(?P<status>\d{{3}}) (?P<sent>\d+|-)\s*$',
        rf'^(?:\S+ )?\[(?P<end>{TIME})\] "(?P<request>{METHOD} [^"]*)" (?P<status>\d{{3}}) (?P<sent>\d+)\s*$',
    ),
    (
        Sample(
            '10.0.0.7 - - [19/Nov/2026 10:00:00] "GET /v1/market/ticker?symbol=BTCUSDT HTTP/1.1" 429 -\n'
            'INFO:werkzeug:10.0.0.7 - - [19/Nov/2026 10:00:01] "\x1b[33mGET /nope HTTP/1.1\x1b[0m" 404 -\n'
            " * Running on http://127.0.0.1:5000\n"
            '10.0.0.7 - - [39/Nov/2026 10:00:01] "GET / HTTP/1.1" 200 -\n',
            rows=(
                row("10:00:00 /v1/market/ticker?symbol=BTCUSDT -> 429", client_ip="10.0.0.7"),
                row("GET /nope -> 404"),
            ),
            rejects=1,
            skipped=1,
        ),
        Sample(
            """[19/Nov/2026 10:00:00] "POST /api/v1/orders HTTP/1.1" 502 57
Starting development server at http://127.0.0.1:8000/
""",
            rows=(row("10:00:00 POST /api/v1/orders -> 502 with 57 B"),),
            skipped=1,
        ),
    ),
    complete=r'.*" \d{3} ',
)

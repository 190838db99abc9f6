r"""NuGet (`dotnet restore`, `nuget`), at detailed verbosity: what it asks of its feeds.

Source: NuGet.Client, HttpRetryHandler, LogRequest and LogResponse. The answer is named by its word, as
in System.Net.HttpStatusCode. The time is what a build server puts before a line.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import dialogue_format

FORMAT = dialogue_format(
    "nuget",
    "NuGet (dotnet restore)",
    (
        ("request", r"[Z\d]   (?P<method>GET|HEAD) (?P<url>https?://\S+)\s*$"),
        (
            "response",
            r"[Z\d]   (?P<status>[A-Z][A-Za-z]+) (?P<url>https?://\S+) (?P<took>\d+ms)\s*$",
        ),
    ),
    (
        Sample(
            """2026-11-19T10:00:00.1000000Z   GET https://api.nuget.org/v3/index.json
2026-11-19T10:00:00.4000000Z   OK https://api.nuget.org/v3/index.json 267ms
2026-11-19T10:00:01.4000000Z   TooManyRequests https://api.nuget.org/v3/x/index.json 302ms
2026-11-19T10:00:01.5000000Z   Restored /src/x.csproj (in 2 sec).
2026-11-19 10:00:02.250   GET https://api.nuget.org/v3/z/index.json
2026-11-19 10:00:02.281   ServiceUnavailable https://api.nuget.org/v3/z/index.json 31ms
Z   OK https://api.nuget.org/v3/y/index.json 267ms
""",
            rows=(
                row("10:00:00.1 GET api.nuget.org/v3/index.json -> 200 in 267 ms"),
                row("api.nuget.org/v3/x/index.json -> 429 in 302 ms"),
                row("10:00:02.25 GET api.nuget.org/v3/z/index.json -> 503 in 31 ms"),
            ),
            rejects=1,
            skipped=3,
        ),
    ),
)

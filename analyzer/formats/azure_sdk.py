r"""Azure SDK for Python and .NET: their loggers of requests and answers.

Sources: azure.core.pipeline.policies, HttpLoggingPolicy (one message of several lines, or, since
1.19, a line each), and the Azure CLI's `--debug`, which passes it on; Azure.Core,
AzureCoreEventSource, `Request [id] GET url` and `Response [id] 200 OK (00.3s)`.
"""

from __future__ import annotations

from analyzer.formats import Sample, row
from analyzer.formats.kinds.dialogue.format import METHOD, dialogue_format

_ID = r"\[(?P<key>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\]"

FORMAT = dialogue_format(
    "azure_sdk",
    "Azure SDK: Python (http_logging_policy) and .NET (Azure.Core)",
    (
        ("request", r"\bRequest URL: '(?P<url>https?://[^']+)'"),
        ("field", rf"\bRequest method: '(?P<method>{METHOD})'"),
        ("response", r"\bResponse status: (?P<status>\d{3})\s*$"),
        ("part", r"\b(?:Request|Response) headers:\s*$"),
        ("part", r"\b(?:No body was attached to the request|A body is sent with the request)"),
        ("header", r"(?:^|: )\s+'(?P<name>[A-Za-z][\w-]*)': '(?P<value>[^']*)'\s*$"),
        ("request", rf"\bRequest {_ID} (?P<method>{METHOD}) (?P<url>https?://\S+)"),
        (
            "response",
            rf"\b(?:Error r|R)esponse {_ID} (?P<status>\d{{3}})\b[^()]*\((?P<took>[0-9.]+s)\)",
        ),
        ("failure", rf"\bRequest {_ID} exception (?P<error>.+)$"),
    ),
    (
        Sample(
            """2026-11-19 10:00:00,250 INFO azure.core.pipeline.policies.http_logging_policy: Request URL: 'https://management.azure.com/subscriptions/x/storageAccounts?api-version=REDACTED'
Request method: 'GET'
Request headers:
    'Accept': 'application/json'
    'x-ms-client-request-id': '6ca44a22-1c2c-11eb-af62-8cec4b5e6823'
No body was attached to the request
2026-11-19 10:00:00,500 INFO azure.core.pipeline.policies.http_logging_policy: Response status: 429
Response headers:
    'Retry-After': '17'
2026-11-19 10:00:01,000 azure.core.pipeline.policies._universal : Request URL: 'https://management.azure.com/locations'
2026-11-19 10:00:01,000 azure.core.pipeline.policies._universal : Request method: 'PUT'
2026-11-19 10:00:01,250 azure.core.pipeline.policies._universal : Response status: 404
2026-11-19 10:00:01,250 azure.core.pipeline.policies._universal :     'Content-Length': '99'
""",
            rows=(
                row(
                    "10:00:00.25 GET management.azure.com/subscriptions/x/storageAccounts -> 429 in 250 ms",
                    retry_after_s=17.0,
                ),
                row("PUT /locations -> 404 with 99 B"),
            ),
            skipped=11,
        ),
        Sample(
            """2026-11-19 10:00:00.250 info: Azure-Core[1] Request [f24a3f52-7a9f-4c8b-9f5c-0a1b2c3d4e5f] PUT https://acct.blob.core.windows.net/c/b
      x-ms-version: 2021
2026-11-19 10:00:00.550 warn: Azure-Core[8] Error response [f24a3f52-7a9f-4c8b-9f5c-0a1b2c3d4e5f] 403 Forbidden (00.3s)
Response [f24a3f52-7a9f-4c8b-9f5c-0a1b2c3d4e60] 200 OK (00.3s)
""",
            rows=(row("10:00:00.25 PUT /c/b -> 403 in 300 ms"),),
            rejects=1,
            skipped=2,
        ),
    ),
)

"""Patterns of what clients of HTTP, and programs with them, say of calls in an error."""

from __future__ import annotations

from http import HTTPStatus

# What OpenTelemetry's exporters, aiohttp, httpx and ofetch say of an answer, beside the URL.
STATUS_IN_ERROR = (
    r"(?:\b(?:Client|Server) error '|\brequest to https?://\S+ responded with HTTP Status Code |"
    r"\bClientResponseError: |"
    r"\[[A-Z]+\] \"https?://\S+\": |\bHTTP status (?:client|server) error \()(\d{3})\b"
)
# How programs of any make say in an error what was answered by whom its line names.
STATUS_SAID = (
    r"(?i:\b(?:(?:status|response)(?:[ _-]?code)?|http(?:/\d(?:\.\d)?|[ _-]?code|[ _-]error)?))"
    r"(?: (?:was|is|of))?[:= ]{1,3}[\"']?([45]\d\d)(?:$|[^\w.-]|\.(?:$|\s))"
)
# What axios, got, ky, .NET's HttpClient and Faraday say of one, who need not name the call.
STATUS_OF_CLIENT = (
    r"\b(?:Request failed with status code|Response code|status code does not indicate success:|"
    r"the server responded with status) (\d{3})\b"
)
# What they, and programs after them, say of a call before they name it, and its status.
_SAID_BEFORE = (
    r"(?:\bRequest timed out|\bstatus code \d{3}\b[^:\n]{0,60}|"
    r"(?:^|[^\w,.:])(?P<status>[45]\d\d) [A-Z][A-Za-z' -]{1,40}): "
)
CALL_BEHIND_ERROR = (
    rf"{_SAID_BEFORE}(?P<method>GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) "
    r"(?P<url>https?://[^\s\"'<>\\)]*[^\s\"'<>\\),;:.])"
)
# How programs say themselves that a call was refused.
REFUSED_CALL = (
    r"\b(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) (https?://[^\s\"'<>\\)`]*[^\s\"'<>\\),;:.`])"
    r"`?:?,? (?:(?:=>|->|-|failed:?|failed with|returned|responded with|answered|got|HTTP|status|"
    r"code|resulted in a)[ :]`?){0,3}"
    r"([45]\d\d)(?:[^\w.]|$)"
)
# What Go's net/http says of a call that failed.
CALL_IN_ERROR = r'\b(Get|Head|Post|Put|Patch|Delete|Options) \\?"(https?://[^"\\\s]+)'
# What node-fetch, ofetch, reqwest, Spring and OpenTelemetry say of a call that failed.
URL_IN_ERROR = (
    r'(?:\brequest to |\[[A-Z]+\] \\?"|\berror sending request for url \(|'
    r"\bHTTP status (?:client|server) error \(\d{3}[^)]*\) for url \(|"
    r'I/O error on [A-Z]+ request for \\?")'
    r'(https?://[^\s"\\)]+)(?: failed, reason: | responded with |\)|\\?": )'
)
# How a program's own words name a call of which an error that stands beside them says no more.
CALL_IN_TEXT = (
    r"\b(?P<method>GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\]? \"?"
    r"(?P<url>https?://[^\s\"'<>\\)]*[^\s\"'<>\\),;:.])"
)
# What node-fetch says of one that took too long.
TIMEOUT_AT = r'\bnetwork timeout at: (https?://[^\s"\\)]+)'
# What Node's own fetch says of any failure, and undici, which is under it; neither names the call.
FETCH_IN_ERROR = (
    r"(?:TypeError: )?fetch failed(?:$|[:\"]| \(| E[A-Z]{3,}\b)"
    r"|UND_ERR_(?:[A-Z]+_)?(?:TIMEOUT|SOCKET)\b"
)
# How a program names the URL of a call that failed, where a client's stack stands beside it.
URL_IN_TEXT = (
    r"(?i)\b(?:failed|failure|error|(?:fetch|request|call|load|query|download)(?:ing)?|getting|posting|"
    r"url|endpoint)(?: (?:to|for|at|from|of|with))?(?: url)?[:=]? ?[\"'(]?"
    r"(https?://[^\s\"'<>\\)]*[^\s\"'<>\\),;:.])"
)
# Between folders in a stack, also as Windows spells it and JSON escapes that.
SLASH = r"[/\\]{1,2}"
# The frame of a client, or of Node's own, in the stack of an error.
CLIENT_FRAME = (
    rf"node_modules{SLASH}(?:axios|got|ky|ofetch|node-fetch|cross-fetch|undici|superagent|needle|request|"
    rf"request-promise(?:-core|-native)?|bent|phin|wretch|follow-redirects|openai|@anthropic-ai{SLASH}sdk|stripe){SLASH}"
    r"|\bnode:_http_client:|\bnode:internal/deps/undici/|\(_http_client\.js:"
)
# What clients say of an answer whose stack names them: its status, or what that is called.
STATUS_FIRST = r"^(?:\w*Error: )?([45]\d\d)(?: |$)"
# An error that begins with a status and its name, which says the status where a call is named.
STATUS_WITH_NAME = (
    r"^(?:[\w.]*(?:Error|Exception)(?:\$\w+)?: )?([45]\d\d):? (?i:client error|server error|"
    + "|".join(one.phrase for one in HTTPStatus if one >= 400)
    + r")\b"
)
HTTP_FIRST = r"^(?:\w*Error: )?HTTP(?: [Ee]rror)?:? ([45]\d\d)\b"
REFUSED_AT = r"\bHTTP(?: [Ee]rror)?:? [45]\d\d\b[^\n]{0,40}? for (?:url:? )?(https?://[^\s\"'()]+)"
# Words by which a program says that what failed was a call, where the stack has no frame of a
# client, and the ports of what is none.
OF_REQUEST = r"(?i)\b(?:https?|apis?|fetch(?:ing)?|requests?|endpoint|webhook)\b"
OF_DATABASE = r":(?:5432|3306|1433|1521|27017|6379|11211|9042|9092|5672|2181)\b"
# What tells of a call by itself.
SAID_BY_CLIENT = (
    rf"{STATUS_OF_CLIENT}|{CALL_BEHIND_ERROR}|"
    r"\btimeout of \d+ms exceeded\b|\bTimeout awaiting '\w+' for \d+ms"
    r"|\bTypeError: fetch failed\b"
)
# Why a call had no answer, where the stack shows that it was one.
UNANSWERED = (
    r"\b(?:E(?:CONN(?:RESET|REFUSED|ABORTED)|(?:SOCKET)?TIMEDOUT|NOTFOUND|AI_AGAIN|PIPE|PROTO|HOSTUNREACH|"
    r"NETUNREACH)|(?:CERT|UNABLE|DEPTH|SELF_SIGNED|ERR_TLS|ERR_SSL)_[A-Z_]+)\b"
    r"|\bTimeout of \d+ms exceeded|\baborted due to timeout\b|\bsocket hang up\b"
    r"|\boperation was aborted\b|\buser aborted a request\b"
    r"|\bRequest timed out\b|\bConnection error\.|\bour connection to Stripe\b"
    # Of a body that broke off.
    r"|\bstream has been aborted\b|^(?:\w*Error: )?(?:aborted|terminated|Premature close)$"
)
# How a message begins that tells why the call failed whose fields stand beside it.
SAYS_FAILED = r"(?i)^[^:]{0,60}\b(?:error|fail(?:ed|ure)|exception)\b[^:]{0,60}: "

r"""Regular expressions for messages of Python's HTTP clients, and what each adds to an exchange.

Kinds are steps of python_logging. Sources: urllib3.connectionpool, httpx._client, httpcore._trace,
http.client, botocore.endpoint and its parsers, openai._base_client, requests.models, aiohttp.web_log,
aiohttp's errors, ccxt's errors, stripe._util.
"""

from __future__ import annotations

import re

# An error's value that holds another escapes its quotes.
POOL = r"HTTP(?P<s>S?)ConnectionPool\(host=\\?'(?P<host>[^'\\]+)\\?', port=(?P<port>\d+)\)"
# Names of ccxt's errors, which stand before the exchange and the call.
_CCXT = (
    r"(?P<error>RequestTimeout|NetworkError|ExchangeNotAvailable|DDoSProtection|RateLimitExceeded|"
    r"OnMaintenance|ExchangeError|AuthenticationError|BadRequest|InvalidNonce)\W{1,4}(?P<exchange>\w+) "
)
_CALL = r"(?P<method>GET|POST|PUT|DELETE|PATCH) (?P<target>https?://[^\s')\"]*[^\s')\".,:;])"
# structlog puts the logger and what is bound behind a message, pytest where it was logged.
_ENDS = r"(?: +\[[\w.]+\](?: \w+=\S*)*| +\(\w+\.py:\d+\))?\s*$"
_URLLIB3 = (
    r'"(?P<method>[A-Z]+) (?P<target>\S+) HTTP/[0-9.]+" (?P<status>\d{3}) (?:(?P<sent>\d+)|None)'
    rf"{_ENDS}"
)
_AIOHTTP = (
    r"(?P<client_ip>(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*) "
    r'\[\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "(?P<method>[A-Z]+) '
    r'(?P<target>\S+) HTTP/[0-9.]+" (?P<status>\d{3}) (?P<sent>\d+) "[^"]*" "[^"]*"\s*$'
)
MESSAGES = (
    (r"Sending HTTP Request: (?P<method>[A-Z]+)(?: (?P<url>https?://\S+))?", "building"),
    (rf'HTTP Request: (?P<method>[A-Z]+) (?P<target>\S+) "HTTP/[0-9.]+ (?P<status>\d{{3}})(?: [^"]*)?"{_ENDS}', "answer"),
    (r"\bprimp\b.*response: (?P<target>https?://\S+) (?P<status>\d{3})\s*$", "answer"),
    (r'HTTP Request: [A-Z]+ (?:\S*$|\S+ "[^"]*$)', "broken"),
    (
        rf'(?P<base>https?://[^\s"]+) {_URLLIB3}',
        "answer",
    ),
    (rf"connectionpool.*?[: |-]{_URLLIB3}", "answer"),
    (rf"DEBUG\b.*?[: |-]{_URLLIB3}", "nameless_answer"),
    (_AIOHTTP, "served"),
    (r'connectionpool.*"[A-Z]+ \S+( HTTP/|$)', "broken"),
    (
        rf"receive_response_headers\.complete return_value=(?P<value>\(.*\)){_ENDS}",
        "headers_received",
    ),
    (
        r"(?:connect_tcp|connect_unix_socket|start_tls|send_request_headers|send_request_body|"
        r"receive_response_headers)\.failed exception=(?P<error>.*)$",
        "failure",
    ),
    (r"receive_response_body\.failed exception=(?P<error>.*)$", "cut_off"),
    (
        rf"Retrying \(.*\) after connection broken by '(?P<error>.*)': (?P<target>\S+){_ENDS}",
        "failure",
    ),
    (r"Incremented Retry for \(url='(?P<target>[^']+)'\): Retry\(total=\d", "retried"),
    (
        rf"{POOL}: Max retries exceeded with url: \S+ \(Caused by ResponseError\((?!'too many \d)",
        "part",
    ),
    (
        rf"{POOL}: Max retries exceeded with url: (?P<target>\S+) \(Caused by ResponseError\('too many (?P<status>\d{{3}}) ",
        "exhausted",
    ),
    (
        rf"{POOL}: Max retries exceeded with url: (?P<target>\S+) \(Caused by (?P<error>.*)\)",
        "exception",
    ),
    # The same, cut off where a line may be no longer, as a pager and syslog do.
    (rf"(?P<error>ConnectionError): {POOL}: Max retries exceeded with url: (?P<target>/[^\s>]*)>?\s*$", "exception"),
    (rf"(?P<target>https?://\S+) failed with {POOL}: (?P<error>Read timed out\.)", "exception"),
    (rf"{POOL}: (?P<error>Read timed out\.)", "exception"),
    (r"\((?P<error>'Connection aborted\.', .*)\)", "exception"),
    (r"\b(?:ProtocolError|ChunkedEncodingError)\((?P<error>['\"(I].*)\)", "exception"),
    (
        r"Cannot connect to host (?P<place>\S+?)(?::443|:80)? (?P<error>ssl:\S+ \[.*\])",
        "exception",
    ),
    (r"\bhttplib2\.(?:error\.)?(?P<error>ServerNotFoundError: Unable to find the server at (?P<place>[\w.-]*\w))", "exception"),
    (rf"{_CCXT}(?:{_CALL} )?(?P<status>\d{{3}}) (?:[A-Z][A-Za-z' -]*| |<) ?(?P<literal>\{{.*\}})?", "exception"),
    (rf"{_CCXT}{_CALL}", "exception"),
    # tenacity, of what httpx and requests raise without a word.
    (r"\bas it raised (?P<error>(?:(?:Read|Connect|Write|Pool)Timeout|(?:Read|Connect|Write|RemoteProtocol)Error): )\.\s*$", "exception"),
    (r"\bas it raised (?P<error>ConnectionError: (?:Remote end closed|HTTPS?Connection\()[^\n]*?)\.\s*$", "exception"),
    # stripe, below its own words.
    (r"(?:^|\\n)\(Network error: (?P<error>[^\n]+)\)(?:\s*$|[\"'], )", "exception"),
    (
        r"(?P<error>Connect timeout|Read timeout|Could not connect|Connection was closed before|"
        r"SSL validation failed|Failed to connect)\b.*? endpoint URL: \"(?P<target>[^\"]+)\"",
        "exception",
    ),
    (
        r"(?:(?<![\w/.])(?P<method>GET|POST|PUT|DELETE|PATCH|HEAD)\b[^\"'\n]{0,80}?\b)?"
        r"(?P<status>\d{3}) (?:Client|Server) Error: .*? for url: (?P<target>https?://[^\s'\")]*[^\s'\").,])",
        "exception",
    ),
    (
        r"(?:Client|Server|Redirect) error '(?P<status>\d{3}) [^']*' for url '(?P<target>https?://[^\s']+)'",
        "exception",
    ),
    (r"(?P<status>\d{3}), message='[^']*', url=(?:URL\()?'(?P<target>https?://[^\s']+)'", "exception"),
    # oandapyV20 and clients after its pattern.
    (
        r"\brequest (?P<target>https?://\S+) failed \[(?P<status>[45]\d\d),(?P<literal>.*)\]\s*$",
        "exception",
    ),
    (r"\bHTTPError(?:: HTTP Error)? (?P<status>\d{3}): ", "exception"),
    (
        r"\bRequestInfo\(url=URL\('(?P<target>[^']+)'\), method='(?P<method>[A-Z]+)'.*?\bstatus=(?P<status>\d{3})\b",
        "exception",
    ),
    (
        r"(?:\b(?P<vendor>openai|anthropic)\.\w+: )?Error code: (?P<status>\d{3}) - (?P<literal>\{.*\})",
        "exception",
    ),
    (r"Starting new HTTP(?P<s>S?) connection \(\d+\): (?P<host>[^\s:]+)(?::(?P<port>\d+))?", "connect"),
    (r"Resetting dropped connection: (?P<host>[^\s:]+)(?::(?P<port>\d+))?\s*$", "connect"),
    (r"connect_tcp\.started host='(?P<host>[^']+)' port=(?P<port>\d+)", "connect"),
    (r"send_request_headers\.started request=<Request \[b'(?P<method>\w+)'\]>", "sending"),
    (r"Sending http request: <PreparedRequest \[(?P<method>[A-Z]+)\]>", "building"),
    (
        r"Sending http request: <AWSPreparedRequest .*?method=(?P<method>\w+), url=(?P<url>[^,]+), "
        r"headers=(?P<headers>\{.*\})>",
        "building",
    ),
    (r"Building HTTP request: method=(?P<method>[A-Z]+) retries_taken=(?P<attempt>\d+)", "building"),
    (
        r"(?:\b(?:[Rr]etry needed,|Retry needed but retry quota|Not retrying request\.|Max attempts of \d|No retry needed\.)|"
        r"(?:_base_client.*|(?<!\w))Encountered (?:(?:an? )?(?:timeout )?[Ee]xception|httpx\d?\.TimeoutException|an HTTP status))(?:.*exception(?: caught)?: (?P<error>.*))?",
        "given_up",
    ),
    (r"(?<!\w)Response headers: (?P<headers>\{'.*\})", "response_headers"),
    (r"(?<!\w)Response body:\s+(?P<body>b'.*'|b\".*\")\s*$", "body_behind"),
    (r"(?<!\w)Response body:\s*$", "body_follows"),
    (r"\bbody=(?P<q>['\"]?)(?P<body>\{.*\})(?P=q) message='API response body'", "body_behind"),
    # What a program prints that its vendor's client gave it.
    (r"^(?P<body>\{(?=.*?'(?:code|retCode)': )(?=.*?'(?:msg|message|retMsg)': )'\w+': .*\})\s*$", "printed_body"),
    (
        r'HTTP Response: (?P<method>[A-Z]+) (?P<target>https?://\S+) "(?P<status>\d{3})[^"]*"'
        r"(?: Headers\((?P<headers>.*)\))?",
        "sdk_answer",
    ),
    (r"_base_client.*request_id: (?P<id>\S+)", "request_id"),
    (r"message='Request to Stripe api' method=(?P<method>\w+) url=(?P<url>\S+)", "building"),
    (r"message='Stripe API response' path=(?P<target>\S+) response_code=(?P<status>\d{3})", "stripe"),
    (r"(?:^|\s)send: (?P<text>b?'.*'|b?\".*\")\s*$", "send"),
    (r"(?:^|\s)reply: '[A-Z]+/[0-9.]+ (?P<status>\d{3})", "reply"),
    (r"(?:^|\s)header: (?P<name>[\w-]+): ?(?P<value>.*?)\s*$", "header"),
    (r"(?<![\w./-])(?:httpcore|httpx|urllib3|botocore|openai|anthropic)\w*\.\w+", "part"),
)  # fmt: skip
# What a line has that any of them matches, so that other lines cost little.
HINTS = (
    "HTTP/", "HTTP Re", "HTTPConn", "HTTPSConn", "HTTPErr", "RequestInfo", "ProtocolErr",
    "ChunkedEnc", ".failed ex", ".complete return", ".started ", "Retrying (", "Connection ab",
    "Cannot connect", "Error: ", "error '", ", message='", "Error code: ", "Starting new", "Resetting dropped",
    "Sending ", "Building HTTP", "parsers", "Response headers:", "Response body:", "etry needed",
    "Not retrying", "Max attempts", "Encountered ", "_base_client", "Stripe ", "send: ",
    "reply: '", "header: ", "NetworkError", "RequestTimeout", "httpcore", "httpx", "primp",
    "urllib3", "botocore", "Incremented", "ExchangeNot", "DDoSPro", "RateLimitEx", "OnMaint",
    "ExchangeErr", "it raised ", "Authenti", "BadReq", "InvalidN", "endpoint URL", " failed [",
    "'code': ", "'retCode': ", "(Network error: ",
)  # fmt: skip
CLAIMS = tuple(
    pattern
    for pattern, name in MESSAGES
    if name in ("answer", "failure", "exception", "exhausted", "sdk_answer", "stripe", "send")
)
# What a library logs of each call.
ANSWERS = tuple(
    pattern
    for pattern, name in MESSAGES
    if name in ("answer", "nameless_answer", "headers_received", "sdk_answer", "stripe", "reply")
)
# aiohttp's access lines resemble those of others.
SERVED = re.compile(rf"(?:^|aiohttp.*){_AIOHTTP}")

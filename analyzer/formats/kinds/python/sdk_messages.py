"""Patterns of what vendors' own Python clients print, and which kind of message each is (sdks.py)."""

from __future__ import annotations

from analyzer.formats.kinds.named_statuses import PHRASES
from analyzer.formats.kinds.python.market_sdks import MARKET_HINTS, MARKET_MESSAGES
from analyzer.formats.kinds.python.messages import HINTS

_METHOD = r"(?P<method>GET|POST|PUT|DELETE|PATCH|HEAD)"
_ANSWERED = r"status: (?P<status>\d{3}), headers: (?P<headers>\{.*?\}), body: (?P<literal>.*)$"
_TWILIO = r"\btwilio\.http_client\b.*?[\s:]"
_CCXT = r"(?:^|\bccxt\.base\.exchange\b.*?[\s:]|\s)"
_OF_GITHUB = r'\{.*"documentation_url": "https://docs\.github\.com'
# Codes of google.rpc.
_OF_RPC = (
    r"(?:INVALID_ARGUMENT|FAILED_PRECONDITION|OUT_OF_RANGE|UNAUTHENTICATED|PERMISSION_DENIED|NOT_FOUND|ABORTED|"
    r"ALREADY_EXISTS|RESOURCE_EXHAUSTED|CANCELLED|DATA_LOSS|UNKNOWN|INTERNAL|UNIMPLEMENTED|UNAVAILABLE|"
    r"DEADLINE_EXCEEDED)"
)
# Stripe's errors by name: the answer's type, or its status where there is but one.
STRIPE_ERRORS = {
    "APIError": ("api_error", None),
    "AuthenticationError": (None, "401"),
    "CardError": ("card_error", "402"),
    "IdempotencyError": ("idempotency_error", None),
    "InvalidRequestError": ("invalid_request_error", None),
    "PermissionError": (None, "403"),
    "RateLimitError": (None, "429"),
}
SDK_MESSAGES = (
    (
        rf"{_CCXT}{_METHOD} (?P<url>https?://\S+), Request: (?P<headers>\{{[^{{}}]*\}}|None) ",
        "building",
    ),
    (
        rf"{_CCXT}{_METHOD} (?P<url>https?://\S+), Response: (?P<status>\d{{3}}) (?P<headers>\{{[^{{}}]*\}}) (?P<literal>.*)$",
        "pool_answer",
    ),
    (
        rf"{_METHOD} (?P<url>https?://\S+) (?P<sent_headers>\{{[^{{}}]*\}}) .* ==> (?P<status>\d{{3}}) "
        r"(?P<headers>\{[^{}]*\}) (?P<literal>.*)$",
        "pool_answer",
    ),
    (
        r"(?:\bgithub\.GithubException\.\w+|\bGithubException): (?:.*?: )?(?P<status>\d{3}) (?P<literal>\{.*\})",
        "github_error",
    ),
    (rf"(?P<status>[45]\d\d) (?P<literal>{_OF_GITHUB}.*\}})", "github_error"),
    (r"Sending a request - url: (?P<url>https?://[^\s,]+), .*\bheaders: \{", "slack_call"),
    (rf"Received the following response - {_ANSWERED}", "whole"),
    (
        r"The request to the Slack API failed\.(?: \(url: (?P<url>[^\s,)]+)"
        r"(?:, status: (?P<status>\d{3}))?\))?"
        # JSON, logfmt and the error's own spelling keep both of its lines in one.
        r"(?:[\s\\n]+The server responded with: (?P<literal>\{(?:[^{}]|\{[^{}]*\})*\}))?",
        "slack_error",
    ),
    (r"Failed to send a request to Slack API server: (?P<error>[^\n]+)", "slack_failure"),
    (
        r"A request to the Telegram API was unsuccessful\. (?:The server returned HTTP |Error code: )"
        r"(?P<status>\d{3})\b(?:\. Description: (?P<text>[^\"\n]*))?",
        "telegram_error",
    ),
    (r"^The server responded with: (?P<literal>\{.*\})\s*$", "slack_body"),
    (rf"^Request: {_METHOD} (?P<url>https?://\S+)\s*$", "building"),
    (rf"{_TWILIO}{_METHOD} Request: (?P<url>https?://\S+)\s*$", "building"),
    (rf"{_TWILIO}(?:-- (?:BEGIN|END) |Query Params: |Headers:\s*$)", "part"),
    (rf"{_TWILIO}Response Status Code: (?P<status>\d{{3}})\s*$", "pool_answer"),
    (rf"{_TWILIO}Response Headers: (?P<headers>\{{.*\}})\s*$", "answer_headers"),
    (r"^Request(?:Headers|Body): ", "part"),  # not those of the session, such as the key
    (r"_base_client.*Encountered an HTTP status error", "part"),
    (
        r"(?P<vendor>openai)\._base_client\b.*HTTP Response: (?P<method>[A-Z]+) (?P<status>\d{3})\s*$",
        "whole",
    ),
    (r"^Response: (?P<status>\d{3})\s*$", "pool_answer"),
    (rf"\bFetching: {_METHOD} (?P<url>https?://\S+) at \d{{10}}\.\d+\s*$", "building"),
    (
        r"\bResponse: (?P<status>\d{3}) \((?P<sent>\d+) bytes\)"
        r"(?: \(rst-(?P<reset>[\d.]+|None):rem-(?P<remaining>[\d.]+|None):used-(?P<used>\d+|None) ratelimit\))?",
        "reddit_answer",
    ),
    (r"\bprawcore\.exceptions\.\w+: received (?P<status>\d{3}) HTTP response", "status_alone"),
    (r"^ResponseHeaders: (?P<headers>\{.*\})\s*$", "answer_headers"),
    (r"^ResponseBody: (?P<literal>.*)$", "answer_body"),
    (r"(?:APIError|BinanceOrderException)\(code=(?P<code>-?\d+)\): (?P<text>.*)$", "binance_error"),
    (rf"pyactiveresource\.connection\b.*?\b{_METHOD} (?P<url>https?://\S+)\s*$", "building"),
    (r"pyactiveresource\.connection\b.* --> (?P<status>\d{3}) .*?(?P<sent>\d+)b\s*$", "whole"),
    (
        rf"{_METHOD} (?P<url>https?://\S+) \[status:(?:(?P<status>\d{{3}})|N/A) (?:request|duration):(?P<took>[0-9.]+s)\]",
        "search_answer",
    ),
    (
        r'\bResponse\(code=(?P<status>\d{3}), body="(?P<literal>b?\'.*\')", '
        r'headers=(?P<headers>\{.*\}), msg="',
        "whole",
    ),
    (r"\bResponse\(code=\d{3}, headers=(?P<name>[\w-]+): (?P<value>.*)$", "first_header"),
    (
        r"(?:\b(?P<vendor>openai|anthropic)\.\w+: )?Error code: (?P<status>\d{3}) - (?P<text>[^{\s].*?)(?:['\"]\))?$",
        "plain_error",
    ),
    (
        r"An error occurred \((?P<code>[^()\s]+)\) when calling the \w+ operation"
        r"(?: \(reached max retries: \d+\))?: (?P<text>.*)$",
        "aws_error",
    ),
    (
        rf"(?<![\w.])(?P<status>[45]\d\d) (?:{_OF_RPC}|{PHRASES}|None)\. (?P<literal>\{{'(?:error|message)':.*\}})",
        "genai_error",
    ),
    (
        r"\bazure\.core\.exceptions\.(?P<name>\w+Error): \((?P<code>[A-Za-z0-9_.-]+)\) (?P<text>.*)$",
        "azure_error",
    ),
    (
        rf"\bstripe\.(?:_?error\.)?(?P<name>{'|'.join(STRIPE_ERRORS)}): (?:Request (?P<id>req_\w+): )?(?P<text>[^\n]*)$",
        "stripe_refusal",
    ),
    (
        rf"\b(?P<name>{'|'.join(STRIPE_ERRORS)})\(message='(?P<text>(?:[^'\\]|\\.)*)'(?:, param=(?:None|'[^']*'))?"
        r"(?:, code='(?P<code>\w+)')?, http_status=(?P<status>\d{3})(?:, request_id=(?:None|'(?P<id>[\w-]+)'))?\)",
        "stripe_repr",
    ),
    (r"(?:^|\W)Request (?P<id>req_[A-Za-z0-9]{14,}): (?P<text>[^\n]*)$", "stripe_refusal"),
    (r"(?:\b\w*Exception|(?P<said>[\w'\")])): \((?P<status>[45]\d\d)\)\s*$", "status_alone"),
    (r"^HTTP response headers: HTTPHeaderDict\((?P<headers>\{.*\})\)\s*$", "answer_headers"),
    (r"^HTTP response body: (?P<literal>.*)$", "answer_body"),
    (r"\bMaking request HTTP\. URI: (?P<url>https?://[^\s,]+), (?:Method|Request): ", "building"),
    (
        r"\bGetting response HTTP\. URI: (?P<url>https?://[^\s,]+), (?:Method|Request): .*?, Response: (?P<literal>[\[{].*)$",
        "rpc_answer",
    ),
    *MARKET_MESSAGES,
)
SDK_HINTS = (
    *HINTS, *MARKET_HINTS,
    " ==> ", "GithubExc", "documentation_url", "following response", "Slack API",
    "server responded", "Request: ", "Response: ", "RequestHeaders: ", "RequestBody: ",
    "ResponseHeaders: ", "ResponseBody: ", "twilio.http_client", "APIError(code", "Exception(code",
    "pyactiveresource", "[status:", "An error occurred", "Telegram API", "Response(code=", ". {'error", ". {'message", "azure.core.exc",
    ": (4", ": (5", ", http_status=", "HTTP response ", "stripe.", "Request req_", "Fetching: ", " bytes) (rst-", "prawcore", " HTTP. URI: ",
)  # fmt: skip
# Those that tell a call with its answer.
_WHOLE = ("whole", "pool_answer", "reddit_answer", "search_answer", "rpc_answer")


def _patterns(*names: str) -> tuple[str, ...]:
    return tuple(pattern for pattern, name in SDK_MESSAGES if name in names)


# What a library logs of each call.
SDK_ANSWERS = _patterns(*_WHOLE, "slack_call", "building")
SDK_CLAIMS = _patterns(
    *_WHOLE, "github_error", "slack_error", "telegram_error", "binance_error", "market_refusal",
    "market_silence", "plain_error", "aws_error", "genai_error", "azure_error", "stripe_refusal", "stripe_repr",
    "status_alone",
)  # fmt: skip

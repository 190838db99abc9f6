"""Patterns of what bots' libraries in Python raise, and which kind of message each is (bots.py)."""

from __future__ import annotations

from analyzer.formats.kinds.python.sdk_messages import SDK_CLAIMS

# Their errors by name, as python-telegram-bot and aiogram call them.
TELEGRAM_STATUSES = {
    "BadRequest": "400",
    "InvalidToken": "401",
    "Unauthorized": "401",
    "UnauthorizedError": "401",
    "Forbidden": "403",
    "ForbiddenError": "403",
    "NotFound": "404",
    "Conflict": "409",
    "ConflictError": "409",
    "RetryAfter": "429",
    "ServerError": "500",
}
_NO_ANSWER = ("NetworkError", "TimedOut")
# Errors that SDKs of language models name after the status: OpenAI's, and those that follow it.
SDK_STATUSES = {
    "BadRequestError": "400",
    "InvalidRequestError": "400",
    "AuthenticationError": "401",
    "PermissionDeniedError": "403",
    "NotFoundError": "404",
    "ConflictError": "409",
    "UnprocessableEntityError": "422",
    "RateLimitError": "429",
    "InternalServerError": "500",
    "ServiceUnavailableError": "503",
}
_NAMED = "|".join(SDK_STATUSES)
_SAID = r"(?!Error code: )(?P<text>(?![^\n]*ConnectionPool\()[^\n]*)$"
_NETWORK = (
    r"(?:\w*(?:Timeout|Timeout\w*Error|Connect\w*Error|OSError|ReadError|WriteError|ProtocolError|"
    r"DisconnectedError|PayloadError|SSLError|ProxyError|EncodingError|ResolutionError|URLError|gaierror)|IncompleteRead|RemoteDisconnected)"
)
_OF_LIBRARY = (
    rf"(?:httpx|httpcore|aiohttp|requests|urllib3?|curl_cffi|niquests|http)(?:\.\w+)*\.{_NETWORK}"
)
# Names that no other library has.
_ALONE = (
    r"(?:ServerDisconnectedError|ClientConnector\w*Error|ClientOSError|ServerTimeoutError|RemoteProtocolError|"
    r"ClientPayloadError|IncompleteRead(?=\(\d+ bytes read)|URLError(?=\()|"
    r"(?:ConnectTimeout|ReadTimeout|NewConnection|NameResolution)Error(?=: [(<H]|\([<\"'H])|"
    # hyper (Rust) has an error of the same name.
    r"(?:ConnectTimeout|ReadTimeout|WriteTimeout|PoolTimeout|(?<!\(Connect, )ConnectError)(?=\(['\")])|"
    r"(?:ReadError|WriteError)(?=\((?:['\"]\[Errno|['\"]{2}\)|\)))|"
    r"(?:ConnectTimeout|ReadTimeout|WriteTimeout|PoolTimeout)(?=: (?:timed out|The \w+ operation timed out))|"
    r"(?:ConnectError|ReadError|WriteError)(?=: (?:\[Errno|All connection attempts))|"
    # Of openai, anthropic and what was made from the same.
    r"API(?:TimeoutError(?=\W{1,3}Request timed out)|ConnectionError(?=\W{1,3}Connection error)))"
)
_OF_SDK = r"(?P<exchange>openai|anthropic)\.API(?:Timeout|Connection)Error"
BOT_MESSAGES = (
    # Prefect says again what was raised.
    (r"\bFinished in state (?:Failed|Crashed)\([\"']", "part"),
    (
        rf"(?:\btelegram\.error\.|\bTelegram)(?P<name>{'|'.join((*TELEGRAM_STATUSES, *_NO_ANSWER))}): (?:Telegram server says - |HTTP Client says - )?"
        r"(?P<text>[^\n]*)$",
        "telegram",
    ),
    (
        r"(?:^\s*|\btelegram\.ext\b.*? )Error while getting Updates: (?P<text>(?![^\n]*ConnectionPool\()[A-Z][^\n]*)$",
        "updates",
    ),
    (
        rf"\b(?P<vendor>openai|anthropic|litellm|groq|mistralai|cohere)(?:\.\w+)*\.(?P<name>{_NAMED}): {_SAID}",
        "sdk_refusal",
    ),
    (
        r"\b(?:litellm|(?P<vendor>stripe))(?:\.\w+)*\.(?P<error>(?:Timeout|APIConnectionError): [^\n]*)$",
        "sdk_silence",
    ),
    (
        rf"\b(?P<vendor>openai|anthropic)\b.* as it raised (?P<name>{_NAMED}): {_SAID}",
        "sdk_refusal",
    ),
    (rf" as it raised (?P<name>RateLimitError): {_SAID}", "sdk_refusal"),
    (
        r"\berror_code=(?P<status>\d{3})? ?\S* ?error_message=(?P<q>['\"])(?P<text>.*?)(?P=q) .*'OpenAI API error received'",
        "openai_error",
    ),
    (
        r"\berror_code=(?P<code>\S+) error_message=(?P<q>['\"])(?P<text>.*?)(?P=q) .*'Stripe (?:v\d )?API error received'",
        "stripe_error",
    ),
    (r"\bYFRateLimitError\b(?:\(['\"]|: )(?P<text>[^\n'\"]*)", "yahoo"),
    (
        r"message='OpenAI API response' path=(?P<url>\S+) processing_ms=(?P<ms>\d+|None) request_id=(?P<id>\S+) "
        r"response_code=(?P<status>\d{3})",
        "openai_answer",
    ),
    (
        r"\b(?:(?P<name>[A-Z][a-z]+ [A-Z][a-z]+), )?code=(?P<code>-\d{4}), msg=(?P<q>['\"])(?P<text>.*?)(?P=q)",
        "binance_named",
    ),
    (
        r"\bBinance\w*Error\b[^\n]*?['\"]code['\"]: ?(?P<code>-?\d+), ?['\"]msg['\"]: ?(?P<q>['\"])(?P<text>.*?)(?P=q)",
        "binance_named",
    ),
    (
        r"\bWe are being rate limited\. (?P<method>[A-Z]+) (?P<url>https?://\S+) responded with (?P<status>429)\. "
        r"Retrying in (?P<wait>[\d.]+) sec",
        "discord_throttled",
    ),
    # discord.py's own, of each answer.
    (
        r"(?:^|[\s:|-])(?P<method>[A-Z]{3,6}) (?P<url>https?://\S+) with .* has returned (?P<status>\d{3})\s*$",
        "discord_answer",
    ),
    (
        r"\b(?P<status>[45]\d\d) [A-Z][A-Za-z ]+ \(error code: (?P<code>\d+)\):? ?(?P<text>[^\n]*)$",
        "discord",
    ),
    (
        r"(?P<text>\S[^\n]*?) \(ErrCode: (?P<code>[45]\d\d|\d{5,7})\)(?:[^\n]*? on (?P<url>https?://\S+?)(?:[.,]? |$))?",
        "pybit",
    ),
    (r"^Request → (?P<method>[A-Z]+) (?P<url>https?://[^\s:]+(?::\d[^\s:]*)?)", "pybit_request"),
    (
        r"\bClientError(?:: )?\((?P<status>\d{3}), (?P<code>-?\d+), '(?P<text>[^']*)'(?:, (?P<headers>\{[^{}]*\}))?",
        "binance_refusal",
    ),
    # … and where a program prints the error alone.
    (
        r"(?<!\S)\((?P<status>[45]\d\d), (?P<code>-[12]\d{3}), '(?P<text>[^']*)', (?P<headers>\{[^{}]*\})",
        "binance_refusal",
    ),
    (
        r"\bFound error\. status: (?P<status>\d{3}), error code: (?P<code>-?\d+), error message: (?P<text>[^\n]*)$",
        "binance_refusal",
    ),
    (r"\braw response from server: ?(?P<literal>[{\[].*)$", "answer_body"),
    (r"\bKucoin\w*Exception:? (?P<code>\d{5,6}): (?P<text>[^\n]*)$", "kucoin"),
    (
        r"\b(?P<vendor>alpaca|polygon)\.(?:\w+\.)*exceptions\.(?:APIError|BadResponse): (?P<body>\{[^\n]*\})",
        "body_of_vendor",
    ),
    (
        r"(?:\['|\b[Kk]raken\w*\b[^\n]{0,120}?')(?P<code>E(?:API|Account|Auth|BM|Funding|General|Order|Query|Service|Session|Trade):[A-Z][^'\n]*)'",
        "kraken",
    ),
    # What Kucoin's own client makes of its answers: with another status they are anyone's.
    (
        r"(?:^|[\s:(\"'])200-(?P<body>\{\"code\": ?\"\d{6}\"[^\n]*\})",
        "kucoin_answer",
    ),
    (r"\bAPI Request Error\((?:error_)?code=(?P<code>\d+)\): (?P<text>[^\n]*)$", "okx"),
)
UNPLACED = (
    rf"(?:(?P<free>^|(?<![\w,])\s|[:=\"'(])|\s)(?P<error>(?:{_OF_LIBRARY}|{_ALONE}|{_OF_SDK})"
    r"(?:: [^\n]*?\b(?:to host|on) (?P<target>https?://[^\s'\")]+)|(?(free)(?=[:(]|\s*$)|(?=[:(])))[^\n]*)"
)
# What a line has that any of these matches, so that others cost a look.
BOT_WORDS = (
    "telegram.e", "Telegram", "getting Updates", "being rate limited", "has returned ", "error code: ", "ErrCode: ",
    "APIError: {", "BadResponse: {", "Request → ", "ClientError", "Kucoin", '200-{"code"', "API Request Error", "Timeout", "ReadError",
    "WriteError", "ProtocolError", "DisconnectedE", "ConnectError", "ClientConn", "ClientOSE",
    "ConnectionE", "PayloadE", "ProxyE", "SSLE", "IncompleteR", "URLError", "gaierror", "RemoteDisc", "ResolutionE", "as it raised", "error_code=",
    "OpenAI API", ", msg=", "Found error", "raw response", "YFRateL", "openai.", "anthropic.",
    "EAPI:", "EAccount:", "EAuth:", "EBM:", "EFunding:", "EGeneral:", "EOrder:", "EQuery:", "EService:", "ESession:",
    "ETrade:", ", -1", ", -2", "litellm.", "stripe.", "groq.", "mistralai.", "cohere.", "BinanceC", "BinanceS", "BinanceE",
)  # fmt: skip
# What tells of a call only beside other lines.
_OF_OTHERS = ("pybit_request",)
BOT_CLAIMS = (
    *SDK_CLAIMS,
    *(pattern for pattern, name in BOT_MESSAGES if name not in _OF_OTHERS),
    UNPLACED,
)

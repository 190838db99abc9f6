"""What vendors answer, the error that their client makes of it, and what the views say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from tests.vendor_standins import vendor_clients as clients
from tests.vendor_standins.scripted import Told

Expected = dict[str, object]


class Case(NamedTuple):
    """An answer of a vendor, the error that its client makes of it, and what the views say.

    `own` and `printed` are what the client's own lines and its error alone say otherwise; None
    where there are none. `states` are used and quota of the limits that it tells, by their names.
    `is_captured`: whether `analyzer.capture` knows what the client sends by.
    """

    vendor: str
    call: clients.Call
    told: Told
    error: str | None
    expected: Expected
    own: Expected | None = None
    printed: Expected | None = None
    states: Mapping[str, tuple[float, float]] = MappingProxyType({})
    is_captured: bool = True


def refused(message: str, kind: str, code: str | None) -> object:
    """A refusal of OpenAI."""
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def overdone(kind: str, message: str) -> object:
    """A refusal of Anthropic."""
    return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_2"}


OPENAI_LIMITS = {
    "x-ratelimit-limit-requests": "500",
    "x-ratelimit-remaining-requests": "499",
    "x-ratelimit-reset-requests": "120ms",
    "x-ratelimit-limit-tokens": "30000",
    "x-ratelimit-remaining-tokens": "1000",
    "x-ratelimit-reset-tokens": "6m0s",
}
ANTHROPIC_LIMITS = {
    "retry-after": "7",
    "anthropic-ratelimit-requests-limit": "50",
    "anthropic-ratelimit-requests-remaining": "0",
    "anthropic-ratelimit-requests-reset": "2030-01-01T00:00:00Z",
    "anthropic-ratelimit-input-tokens-limit": "40000",
    "anthropic-ratelimit-input-tokens-remaining": "1000",
    "anthropic-ratelimit-input-tokens-reset": "2030-01-01T00:00:00Z",
}
GITHUB_LIMITS = {
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": "0",
    "x-ratelimit-used": "5000",
    "x-ratelimit-reset": "1893456000",
    "x-ratelimit-resource": "core",
}
GITHUB_DOCS = "https://docs.github.com/rest"
AWS_ITEM = {"TableName": "orders", "Key": {"id": {"S": "1"}}}
CASES = {
    "aws by boto3: too fast": Case(
        "aws",
        clients.by_boto3("dynamodb", "get_item", **AWS_ITEM),
        Told(
            400,
            {
                "__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException",
                "message": "Rate exceeded",
            },
            {"x-amzn-RequestId": "REQ1"},
        ),
        "ThrottlingException",
        {"code": "ThrottlingException", "class": "rate_limit", "message": "Rate exceeded"},
        {"request_id": "REQ1", "status": 400},
        {"request_id": None, "status": None},
        is_captured=False,
    ),
    "aws by boto3: not allowed": Case(
        "aws",
        clients.by_boto3("logs", "describe_log_groups"),
        Told(400, {"__type": "AccessDeniedException", "Message": "Not authorized."}),
        "AccessDeniedException",
        {"code": "AccessDeniedException", "class": "permission", "cause": "not_permitted"},
        {"message": "Not authorized."},
        {"message": "Not authorized."},
        is_captured=False,
    ),
    "aws by boto3: no answer": Case(
        "aws",
        clients.by_boto3("dynamodb", "list_tables"),
        Told(200, {}, after_s=3),
        "ReadTimeoutError",
        {"class": "network", "code": "timeout", "listed": False},
        {"status": None},
        {"status": None},
        is_captured=False,
    ),
    "binance by ccxt: too much weight": Case(
        "binance",
        clients.exchange("binance", "publicGetTime"),
        Told(
            429,
            {"code": -1003, "msg": "Too much request weight used."},
            {"Retry-After": "21", "X-MBX-USED-WEIGHT-1M": "6001"},
        ),
        "DDoSProtection",
        {"code": "-1003", "class": "rate_limit", "evidence": "code", "retry_after_s": 21.0},
        {},
        {"retry_after_s": None},
        {"weight:1m": (6001.0, 6000.0)},
    ),
    "bybit by ccxt: too fast, under HTTP 200": Case(
        "bybit",
        clients.exchange("bybit", "publicGetV5MarketTime"),
        Told(200, {"retCode": 10006, "retMsg": "Too many visits!", "result": {}}),
        "RateLimitExceeded",
        {"code": "10006", "class": "rate_limit", "status": 200},
        {},
        {"status": None},
    ),
    "okx by ccxt: an inner code": Case(
        "okx",
        clients.exchange("okx", "publicGetPublicTime"),
        Told(
            200,
            {"code": "1", "data": [{"sCode": "51008", "sMsg": "Insufficient balance"}], "msg": ""},
        ),
        "InsufficientFunds",
        {"code": "51008", "class": "conflict", "message": "Insufficient balance"},
        {"status": 200},
        {"status": None},
    ),
    "kraken by ccxt: a code that is a sentence": Case(
        "kraken",
        clients.exchange("kraken", "publicGetTime"),
        Told(200, {"error": ["EAPI:Rate limit exceeded"]}),
        "DDoSProtection",
        {"code": "EAPI:Rate limit exceeded", "family": "EAPI", "class": "rate_limit"},
        {"status": 200},
        {"status": None},
    ),
    "twilio: a dead key": Case(
        "twilio",
        clients.by_twilio,
        Told(401, {"code": 20003, "message": "Authenticate", "more_info": "x", "status": 401}),
        "TwilioRestException",
        {"code": "20003", "class": "auth", "cause": "invalid_or_expired"},
    ),
    "stripe: a card": Case(
        "stripe",
        clients.by_stripe,
        Told(
            402,
            {
                "error": {
                    "code": "card_declined",
                    "decline_code": "try_again_later",
                    "message": "Your card was declined.",
                    "type": "card_error",
                }
            },
            {"Request-Id": "req_1"},
        ),
        "CardError",
        {"code": "card_declined", "class": "conflict", "retryable": True},
    ),
    "openai: too fast": Case(
        "openai",
        clients.by_openai,
        Told(
            429,
            refused("Rate limit reached for gpt-4o.", "tokens", "rate_limit_exceeded"),
            OPENAI_LIMITS | {"x-request-id": "req_1", "retry-after": "1"},
        ),
        "RateLimitError",
        {
            "code": "rate_limit_exceeded",
            "class": "rate_limit",
            "retry_after_s": 1.0,
            "request_id": "req_1",
            "route": "/v1/chat/completions",
            "fault": "client",
        },
        {"code": "429"},
        {"code": "429", "retry_after_s": None, "request_id": None, "route": None},
        {"requests": (1.0, 500.0), "tokens": (29000.0, 30000.0)},
    ),
    "openai: out of money": Case(
        "openai",
        clients.by_openai,
        Told(
            429,
            refused(
                "You exceeded your current quota, please check your plan and billing details.",
                "insufficient_quota",
                "insufficient_quota",
            ),
        ),
        "RateLimitError",
        {"code": "insufficient_quota", "class": "quota", "retryable": False},
        {"code": "429"},
        {"code": "429"},
    ),
    "openai: a dead key": Case(
        "openai",
        clients.by_openai,
        Told(
            401,
            refused("Incorrect API key provided.", "invalid_request_error", "invalid_api_key"),
        ),
        "AuthenticationError",
        {"code": "invalid_api_key", "class": "auth", "status": 401},
        {"code": "401"},
        {"code": "401"},
    ),
    "openai: overloaded": Case(
        "openai",
        clients.by_openai,
        Told(503, refused("The engine is currently overloaded.", "server_error", None)),
        "InternalServerError",
        {"code": "server_error", "class": "unavailable", "retryable": True, "fault": "vendor"},
        {"code": "503"},
        {"code": "503"},
    ),
    "anthropic: too fast": Case(
        "anthropic",
        clients.by_anthropic,
        Told(429, overdone("rate_limit_error", "This would exceed your limit."), ANTHROPIC_LIMITS),
        "RateLimitError",
        {"code": "rate_limit_error", "class": "rate_limit", "retry_after_s": 7.0},
        {},
        {"retry_after_s": None},
        {"requests": (50.0, 50.0), "input_tokens": (39000.0, 40000.0)},
    ),
    "anthropic: overloaded": Case(
        "anthropic",
        clients.by_anthropic,
        Told(529, overdone("overloaded_error", "Overloaded"), {"request-id": "req_2"}),
        "OverloadedError",
        {"code": "overloaded_error", "class": "unavailable", "status": 529, "fault": "vendor"},
        {},
        {},
    ),
    "anthropic: a dead key": Case(
        "anthropic",
        clients.by_anthropic,
        Told(401, overdone("authentication_error", "invalid x-api-key")),
        "AuthenticationError",
        {"code": "authentication_error", "class": "auth", "retryable": False},
        {},
        {},
    ),
    "github: the primary limit, under 403": Case(
        "github",
        clients.by_pygithub,
        Told(
            403,
            {"message": "API rate limit exceeded for user ID 1.", "documentation_url": GITHUB_DOCS},
            GITHUB_LIMITS,
        ),
        "RateLimitExceededException",
        {"class": "rate_limit", "status": 403, "route": "/repos/abco/shop"},
        {},
        {"route": None},
        {"primary:core": (5000.0, 5000.0)},
    ),
    "github: a secondary limit": Case(
        "github",
        clients.by_pygithub,
        Told(
            403,
            {
                "message": "You have exceeded a secondary rate limit. Please wait a few minutes.",
                "documentation_url": GITHUB_DOCS,
            },
            {"retry-after": "60"},
        ),
        "RateLimitExceededException",
        {"class": "rate_limit", "retry_after_s": 60.0},
        {},
        {"retry_after_s": None},
    ),
    "github: a dead key": Case(
        "github",
        clients.by_pygithub,
        Told(
            401,
            {"message": "Bad credentials", "documentation_url": GITHUB_DOCS, "status": "401"},
        ),
        "BadCredentialsException",
        {"class": "auth", "message": "Bad credentials"},
        {},
        {},
    ),
    "binance: a ban": Case(
        "binance",
        clients.by_python_binance,
        Told(
            418,
            {"code": -1003, "msg": "Way too many requests; IP banned until 1893456000000."},
            {"Retry-After": "120", "x-mbx-used-weight-1m": "6005"},
        ),
        "BinanceAPIException",
        {"code": "-1003", "class": "rate_limit", "status": 418, "retryable": False},
        {},
        {"status": None},
        {"weight:1m": (6005.0, 6000.0)},
    ),
    "binance: a dead key": Case(
        "binance",
        clients.by_python_binance,
        Told(401, {"code": -2015, "msg": "Invalid API-key, IP, or permissions for action."}),
        "BinanceAPIException",
        {"code": "-2015", "status": 401, "family": "-20xx"},
        {},
        {"status": None},
    ),
    "shopify: the bucket of REST": Case(
        "shopify",
        clients.by_shopify_rest,
        Told(
            429,
            {"errors": "Exceeded 2 calls per second for api client."},
            {"X-Shopify-Shop-Api-Call-Limit": "40/40", "Retry-After": "2.0"},
        ),
        "ClientError",
        {"code": "429", "class": "rate_limit", "retry_after_s": 2.0},
        {},
        {},
        {"rest": (40.0, 40.0)},
    ),
    "shopify: throttled, under HTTP 200": Case(
        "shopify",
        clients.by_shopify_graphql,
        Told(
            200,
            {
                "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
                "extensions": {
                    "cost": {
                        "requestedQueryCost": 202,
                        "actualQueryCost": None,
                        "throttleStatus": {
                            "maximumAvailable": 1000.0,
                            "currentlyAvailable": 118,
                            "restoreRate": 50.0,
                        },
                    }
                },
            },
        ),
        None,
        {"code": "THROTTLED", "class": "rate_limit", "status": 200},
        states={"graphql": (882.0, 1000.0)},
    ),
    "shopify: an input that is refused, under HTTP 200": Case(
        "shopify",
        clients.by_shopify_graphql,
        Told(
            200,
            {
                "data": {
                    "productCreate": {
                        "product": None,
                        "userErrors": [
                            {"field": ["title"], "message": "Title is blank", "code": "BLANK"}
                        ],
                    }
                }
            },
        ),
        None,
        {"code": "BLANK", "class": "validation", "status": 200, "listed": False},
    ),
    "slack: a dead key, under HTTP 200": Case(
        "slack",
        clients.by_slack,
        Told(200, {"ok": False, "error": "invalid_auth"}),
        "SlackApiError",
        {"code": "invalid_auth", "class": "auth", "status": 200},
        {},
        {"status": None},
    ),
    "slack: too fast": Case(
        "slack",
        clients.by_slack,
        Told(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "30"}),
        "SlackApiError",
        {"code": "ratelimited", "class": "rate_limit", "retry_after_s": 30.0, "status": 429},
        {"status": None, "retry_after_s": None},
        {"status": None, "retry_after_s": None},
    ),
}

"""How the shipped vendors tell their limits, in answers and refusals.

Headers and bodies are spelled as the vendors' documents show them, not as their files say.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.limit_hours import Answer, Meter, Says


def no(meters: list[Meter], at: datetime) -> Answer:
    """An answer that tells nothing of limits."""
    return {}, {"ok": True}


def left(meter: Meter, at: datetime) -> str:
    """What remains, as a whole number."""
    return str(int(meter.quota - meter.used(at) + 1e-9))


def wait(meters: list[Meter], at: datetime) -> str:
    """Seconds until some of it is given back, as Retry-After has them."""
    return str(max(1, round(max((m.reset(at) - at).total_seconds() for m in meters) / 2)))


def go_duration(seconds: float) -> str:
    """As Go prints it, `6m0s`, `1.5s`, `12ms`."""
    if seconds < 1:
        return f"{round(seconds * 1000)}ms"
    minutes, rest = divmod(seconds, 60)
    return (f"{int(minutes)}m" if minutes else "") + f"{rest:.3f}".rstrip("0").rstrip(".") + "s"


def _ratelimit_headers(meters: list[Meter], at: datetime) -> dict[str, str]:
    headers = dict[str, str]()
    for meter in meters:
        headers |= {
            f"x-ratelimit-limit-{meter.limit}": f"{meter.quota:.0f}",
            f"x-ratelimit-remaining-{meter.limit}": left(meter, at),
        }
    return headers


def openai(meters: list[Meter], at: datetime) -> Answer:
    resets = {
        f"x-ratelimit-reset-{meter.limit}": go_duration((meter.reset(at) - at).total_seconds())
        for meter in meters
    }
    headers = _ratelimit_headers(meters, at) | resets
    return headers, {"object": "chat.completion", "usage": {"total_tokens": 1000}}


def openai_refuses(meters: list[Meter], at: datetime) -> Answer:
    said = "Rate limit reached for gpt-4o in organization org-x on requests per min (RPM): Limit 60"
    error = {"message": said, "type": "requests", "param": None, "code": "rate_limit_exceeded"}
    return openai(meters, at)[0], {"error": error}


def anthropic(meters: list[Meter], at: datetime) -> Answer:
    headers = dict[str, str]()
    for meter in meters:
        name = f"anthropic-ratelimit-{meter.limit.replace('_', '-')}"
        full = meter.reset(at).replace(microsecond=0).isoformat().replace("+00:00", "Z")
        headers |= {
            f"{name}-limit": f"{meter.quota:.0f}",
            f"{name}-remaining": left(meter, at),
            f"{name}-reset": full,
        }
    return headers, {"type": "message", "usage": {"input_tokens": 700, "output_tokens": 60}}


def anthropic_refuses(meters: list[Meter], at: datetime) -> Answer:
    said = (
        "This request would exceed your organization's rate limit of 30,000 input tokens a minute."
    )
    error = {"type": "rate_limit_error", "message": said}
    headers = anthropic(meters, at)[0] | {"retry-after": wait(meters[1:2], at)}
    return headers, {"type": "error", "error": error, "request_id": "req_011CSHoEeqs5C35K2UUqR7Fy"}


def gemini(meters: list[Meter], at: datetime) -> Answer:
    counts = {"promptTokenCount": 39_000, "totalTokenCount": 40_000}
    return {}, {"candidates": [], "usageMetadata": counts}


def gemini_refuses(meters: list[Meter], at: datetime) -> Answer:
    counted = {
        "requests": ("requests", "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"),
        "tokens": ("input_token_count", "GenerateContentInputTokensPerModelPerMinute-FreeTier"),
    }
    metric, quota_id = counted[meters[0].currency]
    violation = {
        "quotaMetric": f"generativelanguage.googleapis.com/generate_content_free_tier_{metric}",
        "quotaId": quota_id,
        "quotaDimensions": {"location": "global", "model": "gemini-2.5-flash"},
        "quotaValue": f"{meters[0].quota:.0f}",
    }
    details = [
        {
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [{"url": "https://ai.google.dev"}],
        },
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [violation]},
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "27s"},
    ]
    said = "You exceeded your current quota, please check your plan and billing details."
    status = "RESOURCE_EXHAUSTED"
    return {}, {"error": {"code": 429, "message": said, "status": status, "details": details}}


def rate_limit(meter: Meter, at: datetime, *, decimals: int = 0) -> dict[str, str]:
    """Quota, rest and reset of a meter, under the names that many vendors use."""
    return {
        "X-RateLimit-Limit": f"{meter.quota:.0f}",
        "X-RateLimit-Remaining": left(meter, at),
        "X-RateLimit-Reset": f"{meter.reset(at).timestamp():.{decimals}f}",
    }


def github(meters: list[Meter], at: datetime) -> Answer:
    (meter,) = meters
    headers = rate_limit(meter, at) | {
        "X-RateLimit-Used": f"{meter.used(at):.0f}",
        "X-RateLimit-Resource": meter.limit.partition(":")[2],
    }
    return headers, {"total_count": 0, "items": []}


def github_refuses(meters: list[Meter], at: datetime) -> Answer:
    said = "API rate limit exceeded for 10.0.0.9. (But here's the good news: Authenticated …)"
    return github(meters, at)[0], {"message": said, "documentation_url": "https://docs.github.com"}


def binance(meters: list[Meter], at: datetime) -> Answer:
    spelled = {"weight:1m": "X-MBX-USED-WEIGHT-1M", "orders_10s": "X-MBX-ORDER-COUNT-10S"}
    spelled["orders_day"] = "X-MBX-ORDER-COUNT-1D"
    headers = {spelled[meter.limit]: f"{meter.used(at):.0f}" for meter in meters}
    return headers, {"lastUpdateId": 1027024}


def binance_refuses(meters: list[Meter], at: datetime) -> Answer:
    said = "Too much request weight used; current limit is 6000 request weight per 1 MINUTE."
    body = {"code": -1003, "msg": said}
    if meters[0].limit == "orders_10s":
        body = {
            "code": -1015,
            "msg": "Too many new orders; current limit is 50 orders per 10 SECOND.",
        }
    return binance(meters, at)[0] | {"Retry-After": wait(meters[:1], at)}, body


def bybit(meters: list[Meter], at: datetime) -> Answer:
    (meter,) = meters
    headers = {
        "X-Bapi-Limit": f"{meter.quota:.0f}",
        "X-Bapi-Limit-Status": left(meter, at),
        "X-Bapi-Limit-Reset-Timestamp": f"{at.timestamp() * 1000:.0f}",
    }
    return headers, {"retCode": 0, "retMsg": "OK", "result": {}, "time": 1672738134824}


def bybit_refuses(meters: list[Meter], at: datetime) -> Answer:
    headers = bybit(meters, at)[0]
    until = (at + timedelta(seconds=1)).timestamp() * 1000
    body = {"retCode": 10006, "retMsg": "Too many visits!", "result": {}}
    return headers | {"X-Bapi-Limit-Reset-Timestamp": f"{until:.0f}"}, body


def kraken_refuses(meters: list[Meter], at: datetime) -> Answer:
    return {}, {"error": ["EAPI:Rate limit exceeded"]}


def shopify_rest(meters: list[Meter], at: datetime) -> Answer:
    (meter,) = meters
    used = f"{meter.used(at):.0f}/{meter.quota:.0f}"
    return {"X-Shopify-Shop-Api-Call-Limit": used}, {"products": []}


def shopify_rest_refuses(meters: list[Meter], at: datetime) -> Answer:
    said = "Exceeded 2 calls per second for api client. Reduce request rates to resume."
    return shopify_rest(meters, at)[0] | {"Retry-After": "2.0"}, {"errors": said}


def shopify_cost(meter: Meter, at: datetime, actual: int | None) -> dict[str, object]:
    state = {
        "maximumAvailable": meter.quota,
        "currentlyAvailable": int(meter.quota - meter.used(at)),
        "restoreRate": meter.rate,
    }
    return {"requestedQueryCost": 101, "actualQueryCost": actual, "throttleStatus": state}


def shopify_graphql(meters: list[Meter], at: datetime) -> Answer:
    (meter,) = meters
    cost = shopify_cost(meter, at, int(meter.cost))
    return {}, {"data": {"shop": {"name": "x"}}, "extensions": {"cost": cost}}


def shopify_graphql_refuses(meters: list[Meter], at: datetime) -> Answer:
    (meter,) = meters
    cost = shopify_cost(meter, at, None)
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
    return {}, {"errors": [error], "extensions": {"cost": cost}}


def discord(meters: list[Meter], at: datetime) -> Answer:
    (meter,) = meters
    headers = rate_limit(meter, at, decimals=3) | {
        "X-RateLimit-Reset-After": f"{(meter.reset(at) - at).total_seconds():.3f}",
        "X-RateLimit-Bucket": meter.limit.partition(":")[2],
    }
    return headers, {"id": "1", "content": "x"}


def discord_refuses(meters: list[Meter], at: datetime) -> Answer:
    after = (meters[0].reset(at) - at).total_seconds()
    body = {"message": "You are being rate limited.", "retry_after": after, "global": False}
    return discord(meters, at)[0] | {"Retry-After": wait(meters, at)}, body


def plain(body: object) -> Says:
    """A refusal that tells only itself and a wait."""
    return lambda meters, at: ({"Retry-After": wait(meters, at)}, body)


def alpaca(meters: list[Meter], at: datetime) -> Answer:
    (meter,) = meters
    return rate_limit(meter, at), {"id": "904837e3", "status": "ACTIVE"}


def alpaca_refuses(meters: list[Meter], at: datetime) -> Answer:
    return alpaca(meters, at)[0], {"message": "too many requests."}


def azure_openai(meters: list[Meter], at: datetime) -> Answer:
    headers = _ratelimit_headers(meters, at)
    reset_s = max(1, round((meters[-1].reset(at) - at).total_seconds()))
    headers["x-ratelimit-reset-tokens"] = str(reset_s)
    return headers, {"object": "chat.completion", "usage": {"total_tokens": 1000}}


def azure_openai_refuses(meters: list[Meter], at: datetime) -> Answer:
    said = "Your requests to gpt-4o have exceeded the token rate limit of your current tier."
    return azure_openai(meters, at)[0], {"error": {"code": "429", "message": said}}

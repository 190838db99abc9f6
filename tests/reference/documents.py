"""The vendors' documents as tables, typed from their pages: what a code, a status, a text means."""

from __future__ import annotations

from typing import Any

HOSTS = {"55-tech.com": "55tech", "tickdb.ai": "tickdb", "zeromarkets.com": "zeromarkets"}

# TickDB, "API 錯誤碼說明": code → class, and the cause of a refused credential.
TICKDB = {
    "1001": ("auth", "invalid_or_expired"),
    "1002": ("auth", "missing_key"),
    "1003": ("permission", "ip_not_allowed"),
    "1004": ("permission", "not_permitted"),
    "2001": ("validation", None),
    "2002": ("not_found", None),
    "2003": ("validation", None),
    "2004": ("validation", None),
    "3001": ("rate_limit", None),
    "3002": ("quota", None),
    "3003": ("connection_limit", None),
    "3004": ("subscription_limit", None),
    "4001": ("protocol", None),
    "4002": ("protocol", None),
    "4003": ("unavailable", None),
    "4004": ("unavailable", None),
    "5000": ("server_error", None),
    "5001": ("unavailable", None),
    "5002": ("unavailable", None),
}
# What the headings of its sections say of codes that are not on the list.
TICKDB_SECTIONS = {
    "1": "auth",
    "2": "validation",
    "3": "rate_limit",
    "4": "protocol",
    "5": "server_error",
}

# Zero Markets, "Error Codes & Conventions".
ZERO_MARKETS = {
    "AUTH_40101": ("auth", "missing_key"),
    "AUTH_40102": ("auth", "invalid_or_expired"),
    "AUTH_40301": ("permission", "not_permitted"),
    "AUTH_40302": ("permission", "not_permitted"),
    "REQ_40001": ("validation", None),
    "REQ_40002": ("validation", None),
    "REQ_40003": ("validation", None),
    "LIMIT_42901": ("rate_limit", None),
    "LIMIT_42902": ("rate_limit", None),
}
ZERO_MARKETS_STATUSES = {400, 401, 403, 404, 409, 429, 500, 503}

# 55-Tech, "MM Error Handling": text of a WebSocket error → name, class, cause.
FIFTY_FIVE = {
    "apiKey required": ("api_key_required", "auth", "missing_key"),
    "Invalid apiKey format": ("invalid_api_key_format", "auth", "malformed_key"),
    "Invalid API key": ("invalid_api_key", "auth", "invalid_or_expired"),
    "Connection limit exceeded": ("connection_limit_exceeded", "connection_limit", None),
}
FIFTY_FIVE_STATUSES = {401, 404, 409, 422, 426, 429, 500, 502}

# RFC 9110 §15, where a vendor's own page is silent.
STATUSES = {
    400: "validation",
    401: "auth",
    402: "quota",
    403: "permission",
    404: "not_found",
    409: "conflict",
    422: "validation",
    426: "protocol",
    429: "rate_limit",
    500: "server_error",
    502: "gateway",
    503: "unavailable",
    504: "gateway",
}
# RFC 6455 §7.4.
CLOSES = {
    1006: ("abnormal_closure", "network"),
    # A reason that says anything but a credential is none; without one it may be.
    1008: ("policy_violation", "auth"),
    1011: ("internal_error", "server_error"),
    1013: ("try_again_later", "unavailable"),
}
# What servers write as the reason of a close 1008.
REASONS = {
    "slow": ("slow_consumer", "unknown"),
    "Too many requests": ("policy_violation", "rate_limit"),
    "Invalid token": ("policy_violation", "auth"),
    "Go away": ("policy_violation", "unknown"),
}
NORMAL_CLOSES = {1000, 1001, 1005}

# Messages of WebSocket connections, by vendor.
REPORTS: dict[str, tuple[dict[str, Any], ...]] = {
    "55tech": (
        {"error": "apiKey required"},
        {"error": "Invalid API key"},
        {"error": "Connection limit exceeded"},
        {"error": "Something else"},
    ),
    "tickdb": (
        {"cmd": "subscribe", "code": 0, "message": "success"},
        {"cmd": "subscribe", "code": 4003, "message": "Depth is off"},
        {"code": 3003, "message": "Connection limit exceeded"},
        {"cmd": "subscribe", "code": 3004, "message": "Subscription limit exceeded"},
        {"cmd": "subscribe", "code": 4017, "message": "Unheard of"},
    ),
}

"""The team: its programs, where they run, whom they call and with which credential.

Every credential is made up and says so (`fake`, `0fa4e000`), but has the shape of a real one.
"""

from __future__ import annotations

from collections.abc import Mapping

from .timeline import (
    KEY_EXPIRES,
    MD_FEED_GETS_NEW_KEY,
    MM_BOT_1_GETS_NEW_KEY,
    TOKEN_REFRESHED,
    WRONG_HEADER_RELEASE,
)

HOSTS = {
    "55tech": "mmapi.55-tech.com",
    "tickdb": "api.tickdb.ai",
    "zeromarkets": "api.zeromarkets.com",
    "status": "status.example-exchange.com",
}

# Both bots run on one machine, so they share what a vendor allows an address.
ADDRESSES = {
    "mm-bot-1": "10.20.0.11",
    "mm-bot-2": "10.20.0.11",
    "md-feed": "10.20.0.12",
    "recon-job": "10.20.0.13",
}
FAILOVER_ADDRESS = "10.20.9.77"
REPORTING_HOSTS = ("10.20.0.31", "10.20.0.32")

BOT_1_KEY = "0fa4e000-0055-4000-8000-00000000b001"
BOT_2_KEY = "0fa4e000-0055-4000-8000-00000000b002"
OPERATOR_KEY = "0fa4e000-0055-4000-8000-000000000de5"
REVOKED_KEY = "0fa4e000-0055-4000-8000-00000000dead"
MALFORMED_KEY = "YOUR_API_KEY"

EXPIRING_KEY = "fake-tickdb-0000000000000000-old1"
NEW_KEY = "fake-tickdb-0000000000000000-new1"
BOT_2_TICKDB_KEY = "fake-tickdb-0000000000000000-bot2"

# {"alg":"none"} . {"sub":"fake1"} and so on: the form of a JWT, the signature of nobody.
BOT_1_TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJmYWtlMSJ9.FAKE-b1t1"
BOT_2_OLD_TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJmYWtlMiJ9.FAKE-b2t1"
BOT_2_NEW_TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJmYWtlMiJ9.FAKE-b2t2"
OPERATOR_TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJmYWtlMyJ9.FAKE-0p51"

STATUS_PAGE_PASSWORD = "fake-password-0001"

# What a health check sends that was never given a key.
NO_KEY: Mapping[str, str] = {"User-Agent": "healthcheck/1.4"}


def tickdb_key(client: str, ts: int) -> str:
    """The TickDB key that the client is configured with at this time."""
    if client == "mm-bot-2":
        return BOT_2_TICKDB_KEY
    replaced = MD_FEED_GETS_NEW_KEY if client == "md-feed" else MM_BOT_1_GETS_NEW_KEY
    return NEW_KEY if ts >= replaced else EXPIRING_KEY


def tickdb_key_is_expired(client: str, ts: int) -> bool:
    return ts >= KEY_EXPIRES and tickdb_key(client, ts) == EXPIRING_KEY


def zeromarkets_token(client: str, ts: int) -> str:
    if client == "mm-bot-1":
        return BOT_1_TOKEN
    return BOT_2_NEW_TOKEN if ts >= TOKEN_REFRESHED else BOT_2_OLD_TOKEN


def credential_header(client: str, vendor: str, ts: int) -> dict[str, str]:
    """The request header that carries the credential, as the client sends it at this time."""
    if vendor == "tickdb":
        return {"X-API-Key": tickdb_key(client, ts)}
    if vendor == "zeromarkets":
        return {"Authorization": f"Bearer {zeromarkets_token(client, ts)}"}
    if vendor == "55tech":
        key = BOT_1_KEY if client == "mm-bot-1" else BOT_2_KEY
        if client == "mm-bot-1" and ts in WRONG_HEADER_RELEASE:
            return {"Authorization": f"Bearer {key}"}
        return {"X-API-Key": key}
    return {}

"""Vendors' own Python clients, each calling an address once; capture writes what they do.

What a client logs itself goes to `logging`, at its most talkative. Each is imported as it is
called: together they take several seconds, which a run without these tests need not wait for.
"""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Callable
from typing import Any

from analyzer.capture import Log

Call = Callable[[str, Log], object]
# Not valid anywhere, each in its vendor's form.
OPENAI_KEY = "sk-proj-" + "a1B2c3D4" * 5
ANTHROPIC_KEY = "sk-ant-api03-" + "a1B2c3D4" * 5
GITHUB_TOKEN = "ghp_" + "a1B2c3D4" * 4 + "abcd"
BINANCE_KEY = "k1" * 32
SHOPIFY_TOKEN = "shpat_" + "a1b2c3d4" * 4
SLACK_TOKEN = "xoxb-123456789012-" + "abcdefABCDEF"
AWS_KEY, AWS_SECRET = "AKIA" + "A1B2C3D4" * 2, "wJalrXUt" * 5
KEYS = (
    OPENAI_KEY, ANTHROPIC_KEY, GITHUB_TOKEN, BINANCE_KEY, SHOPIFY_TOKEN, SLACK_TOKEN, AWS_KEY,
    AWS_SECRET,
)  # fmt: skip


def _moved(addresses: Any, base: str) -> Any:
    """An exchange's addresses, all of them the stand-in's."""
    if isinstance(addresses, dict):
        return {key: _moved(value, base) for key, value in addresses.items()}
    return base


def exchange(name: str, method: str) -> Call:
    """A call by ccxt."""

    import ccxt

    def call(base: str, log: Log) -> object:
        made = getattr(ccxt, name)({"enableRateLimit": False})
        made.urls["api"] = _moved(made.urls["api"], base)
        log.requests(made.session)
        return getattr(made, method)()

    return call


def by_boto3(service: str, method: str, **asked: Any) -> Call:
    """A call by boto3, which nothing captures: it logs itself."""

    def call(base: str, log: Log) -> object:
        import boto3
        from botocore.config import Config

        client = boto3.client(
            service,
            region_name="eu-central-1",
            endpoint_url=base,
            aws_access_key_id=AWS_KEY,
            aws_secret_access_key=AWS_SECRET,
            config=Config(retries={"total_max_attempts": 1}, read_timeout=2),
        )
        return getattr(client, method)(**asked)

    return call


def by_twilio(base: str, log: Log) -> object:
    import twilio.rest
    from twilio.http.http_client import TwilioHttpClient

    http = TwilioHttpClient()
    assert http.session is not None
    log.requests(http.session)
    client = twilio.rest.Client("AC" + 32 * "0", "a-wrong-token", http_client=http)
    client.api.base_url = base
    return client.api.v2010.accounts("AC" + 32 * "0").fetch()


def by_stripe(base: str, log: Log) -> object:
    import requests
    import stripe

    session = log.requests(requests.Session())
    client = stripe.StripeClient(
        "sk_test_123",
        base_addresses={"api": base},
        http_client=stripe.RequestsClient(session=session),
        max_network_retries=0,
    )
    return client.v1.charges.retrieve("ch_1")


def by_openai(base: str, log: Log) -> object:
    import openai

    with log.httpx(openai.DefaultHttpxClient()) as http:
        client = openai.OpenAI(
            api_key=OPENAI_KEY, base_url=f"{base}/v1", max_retries=0, http_client=http
        )
        asked: Any = [{"role": "user", "content": "hi"}]
        return client.chat.completions.create(model="gpt-4o", messages=asked)


def by_anthropic(base: str, log: Log) -> object:
    import anthropic

    with log.httpx(anthropic.DefaultHttpxClient()) as http:
        client = anthropic.Anthropic(
            api_key=ANTHROPIC_KEY, base_url=base, max_retries=0, http_client=http
        )
        asked: Any = [{"role": "user", "content": "hi"}]
        return client.messages.create(model="claude-test", max_tokens=5, messages=asked)


def by_pygithub(base: str, log: Log) -> object:
    import github

    client = github.Github(
        auth=github.Auth.Token(GITHUB_TOKEN), base_url=base, retry=None, seconds_between_requests=0
    )
    requester: Any = client.requester
    requester._Requester__createConnection()  # makes the session that it keeps
    log.requests(requester._Requester__connection.session)
    return client.get_repo("abco/shop")


def by_python_binance(base: str, log: Log) -> object:
    import binance

    client = binance.Client(BINANCE_KEY, "s" * 64, ping=False, verbose=True)
    client.API_URL = f"{base}/api"
    log.requests(client.session)
    return client.get_account()


def _through_urllib(log: Log) -> None:
    proxyless = urllib.request.ProxyHandler({})
    urllib.request.install_opener(log.urllib(urllib.request.build_opener(proxyless)))


def _shop(base: str, log: Log) -> None:
    import shopify

    _through_urllib(log)
    session = shopify.Session("abco.myshopify.com", "2025-01", SHOPIFY_TOKEN)
    shopify.ShopifyResource.activate_session(session)
    shopify.ShopifyResource.set_site(f"{base}/admin/api/2025-01")


def by_shopify_rest(base: str, log: Log) -> object:
    import shopify

    _shop(base, log)
    return shopify.Shop.current()


def by_shopify_graphql(base: str, log: Log) -> object:
    import shopify

    _shop(base, log)
    return shopify.GraphQL().execute("mutation { productCreate(product: {}) { product { id } } }")


def by_slack(base: str, log: Log) -> object:
    import slack_sdk

    _through_urllib(log)
    client = slack_sdk.WebClient(token=SLACK_TOKEN, base_url=f"{base}/api/")
    client.logger.setLevel(logging.DEBUG)
    return client.chat_postMessage(channel="C1", text="hi")

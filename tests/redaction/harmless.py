"""Ids, symbols, addresses and texts as vendors, chains and clients make them: none is a secret."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable, Mapping
from random import Random

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LOW = LETTERS + "0123456789"
UP = LOW.upper()
MIXED = LOW + LETTERS.upper()
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
Kind = Callable[[], str]


class Makers:
    """One maker for each kind; equal for equal seeds."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)

    def kinds(self) -> Mapping[str, Kind]:
        """Each kind under the segment of a path that goes before it."""
        return {
            **self._of_standards(),
            **self._of_vendors(),
            **self._of_exchanges(),
            **self._of_chains(),
            **self._of_texts(),
        }

    def _of_standards(self) -> dict[str, Kind]:
        hexed, some, number = self._hex, self._some, self._number
        return {
            "uuid/items": self._uuid,
            "uuid in capitals/items": lambda: self._uuid().upper(),
            "ulid/items": lambda: "01" + some(CROCKFORD, 24),
            "ksuid/items": lambda: "2" + some(MIXED, 26),
            "cuid/items": lambda: "c" + some(LOW, 24),
            "object id/items": lambda: hexed(24),
            "commit/commits": lambda: hexed(40),
            "digest/blobs": lambda: "sha256:" + hexed(64),
            "sha-512/blobs": lambda: hexed(128),
            "traceparent/traces": lambda: f"00-{hexed(32)}-{hexed(16)}-01",
            "b3/traces": lambda: f"{hexed(32)}-{hexed(16)}-1",
            "etag/files": lambda: f'W/"{hexed(32)}"',
            "time/at": lambda: f"2026-11-19T10:0{number(9)}:00.123456789+08:00",
            "version/releases": lambda: f"v{number(9)}.{number(99)}.0-rc.1+{hexed(7)}",
            "address/hosts": lambda: f"10.{number(255)}.0.7:{number(65535)}",
            "isin/instruments": lambda: f"US{number(10**9):09d}5",
            "figi/instruments": lambda: "BBG" + some(UP, 9),
            "lei/issuers": lambda: some(UP, 18) + "72",
            "iban/banks": lambda: f"DE{number(10**20):020d}",
            "cursor/next": lambda: self._base64(f"cursor:v2:{number(10**12)}"),
            "cursor in JSON/next": lambda: self._base64(json.dumps({"id": number(10**9)})),
        }

    def _of_vendors(self) -> dict[str, Kind]:
        hexed, some, number = self._hex, self._some, self._number
        prefixed = {
            **dict.fromkeys(
                ("pi", "ch", "evt", "sub", "pm", "in", "price", "re", "txn", "seti"), 24
            ),
            **dict.fromkeys(("call", "asst", "proj", "thread", "run"), 24),
            **{"req": 14, "cus": 14, "acct": 16, "prod": 14, "pay": 14, "user": 27, "PR_kwDO": 16},
        }
        return {
            **{
                f"{prefix}/things": lambda prefix=prefix, size=size: f"{prefix}_{some(MIXED, size)}"  # type: ignore[misc]
                for prefix, size in prefixed.items()
            },
            "X-Ray/traces": lambda: f"1-{hexed(8)}-{hexed(24)}",
            "Datadog/traces": lambda: str(number(2**63)),
            "Cloudflare/rays": lambda: f"{hexed(16)}-FRA",
            "Application Insights/operations": lambda: f"|{hexed(32)}.{hexed(16)}.",
            "S3/requests": lambda: base64.b64encode(self._chance.randbytes(56)).decode(),
            "GitHub/requests": lambda: ":".join(map(hexed, (4, 5, 7, 7, 8))).upper(),
            "Akamai/references": lambda: f"18.{hexed(8)}.{number(2 * 10**9)}.{hexed(7)}",
            "checkout/payments": lambda: (
                f"cs_{self._chance.choice(['test', 'live'])}_a1{some(MIXED, 56)}"
            ),
            "Omise/charges": lambda: "chrg_test_" + some(LOW, 19),
            "chat completion/chats": lambda: "chatcmpl-" + some(MIXED, 29),
            "response/responses": lambda: "resp_" + hexed(50),
            "batch/batches": lambda: "batch_" + hexed(32),
            "file/files": lambda: "file-" + some(MIXED, 22),
            "message/messages": lambda: "msg_01" + some(BASE58, 22),
            "tool/calls": lambda: "toolu_01" + some(BASE58, 22),
            "generation/generations": lambda: f"gen-{number(2 * 10**9)}-{some(MIXED, 20)}",
            "Plaid/items": lambda: some(MIXED, 37),
            "Twilio/Messages": lambda: "SM" + hexed(32),
            "Twilio/Accounts": lambda: "AC" + hexed(32),
            "WhatsApp/messages": lambda: "wamid." + self._base64(hexed(40)),
            "Slack/channels": lambda: "C0" + some(UP, 9),
            "Discord/channels": lambda: str(number(10**19)),
            "GraphQL/nodes": lambda: self._base64(f"04:User{number(10**7)}"),
            "Shopify/orders": lambda: f"gid://shopify/Order/{number(10**13)}",
            "Airtable/records": lambda: "rec" + some(MIXED, 14),
            "Salesforce/sobjects": lambda: "001" + some(MIXED, 15),
            "Auth0/users": lambda: "auth0|" + hexed(24),
            "Google/users": lambda: f"google-oauth2|{number(10**21)}",
            "role/roles": lambda: "AROA" + some(UP, 17),
            "Oracle/instances": lambda: "ocid1.instance.oc1.phx." + some(LOW, 60),
            "pod/pods": lambda: f"api-{hexed(10)}-{some(LOW, 5)}",
        }

    def _of_exchanges(self) -> dict[str, Kind]:
        hexed, some, number = self._hex, self._some, self._number
        return {
            "Binance/clients": lambda: "x-" + some(MIXED, 30),
            "order/orders": lambda: str(number(10**18)),
            "dated/orders": lambda: f"2026112{number(10**12):012d}",
            "prefixed/orders": lambda: f"ORD-{number(10**8):08d}-A",
            "OKX/orders": lambda: some(LOW, 32),
            "Kraken/orders": lambda: f"O{some(UP, 5)}-{some(UP, 5)}-{some(UP, 6)}",
            "Hyperliquid/orders": lambda: "0x" + hexed(32),
            "option/instruments": lambda: f"BTC-27DEC26-{number(200_000)}-C",
            "pair/instruments": lambda: self._chance.choice(
                ["1000PEPEUSDT", "0700.HK", "ETH_USDC-PERP", "XAUUSD.m", "EURUSD=X", "BRK.B"]
            ),
            "SKU/products": lambda: f"SKU-{number(9999)}-BLK-XL",
            "ASIN/products": lambda: "B0" + some(UP, 8),
        }

    def _of_chains(self) -> dict[str, Kind]:
        hexed, some = self._hex, self._some
        return {
            "Bitcoin/address": lambda: "1" + some(BASE58, 33),
            "Bitcoin, bech32/address": lambda: "bc1q" + some(BECH32, 38),
            "Ethereum/address": lambda: "0x" + hexed(40),
            "Ethereum with its checksum/users": lambda: "0x" + self._either_case(hexed(40)),
            "Ethereum/tx": lambda: "0x" + hexed(64),
            "Solana/accounts": lambda: some(BASE58, 44),
            "Solana/transactions": lambda: some(BASE58, 88),
            "Tron/wallets": lambda: "T" + some(BASE58, 33),
            "XRP/account": lambda: "r" + some(BASE58, 33),
            "Cardano/addresses": lambda: "addr1" + some(BECH32, 98),
            "TON/wallet": lambda: "EQ" + some(MIXED + "-_", 46),
            "Stellar/accounts": lambda: "G" + some("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 55),
            "Polkadot/account": lambda: "1" + some(BASE58, 46),
            "IPFS/files": lambda: "Qm" + some(BASE58, 44),
        }

    def _of_texts(self) -> dict[str, Kind]:
        return {
            f"{text}/search": lambda text=text: text  # type: ignore[misc]
            for text in (
                "max_tokens: 4096 > 2048", '"total_tokens": 131072, "prompt_tokens": 9',
                "token count 128000 exceeds 200000", "signature mismatch: expected 64 digits",
                "session expired at 2026-11-19T10:00:00Z", "cookie policy accepted 20261119",
                "authorization pending for order 20261119100000123456", "OAuth 2.0 is required",
                "keyspace orders_by_customer_2026_q4 missing", "author 20261119 is unknown",
                "The tokenizer gpt-4o-2024-08-06-tokenizer failed", "mysql -h db1 -P 3306 failed",
                "请求过于频繁，请在 30 秒后重试", "订单号 20261119100000123456 不存在",
                "签名错误", "密钥无效", "验证码已过期，请重新获取", "接口每分钟最多调用 100 次",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0",
                "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOARCH#amd64",
                "models/gemini-2.5-pro-preview-05-06", "text-embedding-3-large-2024-01-25",
            )
        }  # fmt: skip

    def _hex(self, size: int) -> str:
        return f"{self._chance.getrandbits(4 * size):0{size}x}"

    def _some(self, letters: str, size: int) -> str:
        return "".join(self._chance.choices(letters, k=size))

    def _number(self, below: int) -> int:
        return self._chance.randrange(below)

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def _either_case(self, text: str) -> str:
        return "".join(self._chance.choice([one, one.upper()]) for one in text)

    @staticmethod
    def _base64(text: str) -> str:
        return base64.b64encode(text.encode()).decode()

"""Lines of text to look at: most of their parts plain, one or the other at the edge."""

# ruff: noqa: E501
from __future__ import annotations

from random import Random

from tests.ingest.look_lines import HOSTS, PATHS, QUERIES, SIGNED, damaged, picked, with_ids

# A part as most lines have it, and as few do.
Part = tuple[str, list[str]]
_CLIENT: Part = ("10.0.{d:02}.7", [
    "{n}.0.0.7", 
    "10.0.0.2, 127.0.0.1", "10.0.0.2,127.0.0.1", "::1", "2001:db8::{n}", "2001:DB8::1", "::ffff:10.0.0.7", "fe80::1%eth0", "a:b", "1::", "::",
    "de:ad", "1.2.3.", ".1.2", "1:2", "api.tickdb.ai:443 10.0.0.7", "unix:", "a-host", "7", "1" * 50, "10.0.0.7:51000", "10.0.0.7x", "-", "0001.2.3.4"])  # fmt: skip
_USER: Part = ("-", ["bob", "bob smith", "b@x.io", "[x]", '"q"', "", "a,b", "DOM\\bob"])
_CLF: Part = ("{d:02}/Nov/2026:10:{s:02}:01 +0000", [
    "19/Nov/2026:24:00:00 +0000", "30/Feb/2026:10:00:00 +0000", "29/Feb/2024:10:00:00 -0330", "1/Nov/2026:10:00:00 +0000", "19/NOV/2026:10:00:00 +0000",
    "19/Nov/1969:10:00:00 +0000", "19/Nov/2026:10:00:60 +0000", "19/Nov/2026:10:00:00 +1545", "", "2026-11-19T10:00:00Z"])  # fmt: skip
_REQUEST: list[Part] = [
    ("GET", ["POST", "get", "CONNECT", "-", "M-SEARCH", "HEAD"]), (" ", ["  "]),
    ("/v1/orders/{n}/cancel", [*PATHS, *(f"{host}/v1/x" for host in HOSTS), "/a\\x22b", "*"]), ("?symbol=S{n}", [*QUERIES, *SIGNED]),
    (" HTTP/1.1", [" HTTP/2.0", " HTTP/2", " HTTP/3.0", " HTTP/1.0", " HTTP/3", "", " http/1.1", " HTTP/1.1 x"]),
]  # fmt: skip
_STATUS: Part = ("200", ["429", "502", "099", "1000", "-", "304", "401", "-1", "0", "000"])
_WAITING: Part = ("200", [*_STATUS[1], "503", "429"])
_BYTES: Part = ("1{n}", ["-", "0", "-1", "1" * 20, "x", "+5", "1.5", "", "007"])
_AGENT: Part = ('"-" "md-feed/2.1"', [
    '"-"', '"-" "a\\"b"', '"https://x.io/ä" "Mozilla/5.0 (X11; Linux)"', '"-" "-" rt=0.1', '"-" "-" uct="0.0"|0.2', '"-" "-" "', "- -",
    '"-" "api_key=abcdefgh12345678"', '"" ""', '"-"  "-"', '"-" "[x] "'])  # fmt: skip
_SECONDS: Part = (
    "0.{n}",
    [
        "0",
        "1.5",
        "-",
        "-1",
        "12",
        ".5",
        "1e3",
        "0.0005",
        "123456.789",
        "0.1234567890123456",
        "1.000, 0.500",
        "2000000",
        "",
        "0.1ms",
    ],
)
_WORD: Part = (
    "10.0.0.9:8080",
    ["-", "10.0.0.9:80, 10.0.0.8:80", "a,b", "", "x y", '"x"', "ä", "be/s1", "{u}"],
)
_COUNT: Part = ("{n}", ["0", "-1", "+1", "", "x", "12345678901234567890", "1.5", "00"])
_ID: Part = (
    "{h}",
    [
        "{u}",
        "req-{n}",
        "",
        "-",
        "a_b1",
        "REDACTED",
        "tok-1",
        "a" * 41,
        "x y",
        "ü",
        "1;2",
        "Self=1;Root=2",
    ],
)
_MS: Part = ("{n}", ["-1", "+5", "0", "", "1.5", "x", "99999999999", "31"])
_PORT: Part = (":2817", [":", ":x", "", ":2817:1", " "])
_SPACE: Part = (" ", ["  ", "", "\t"])
_END: Part = ("", [" ", "  ", " x", '"', "\r", ' "a b"'])

_COMMON: list[Part] = [_CLIENT, _SPACE, ("-", ["- -", "10.0.0.9", "x"]), _SPACE, _USER, (" [", [" ["]), _CLF, ('] "', ['] "', ']  "']), *_REQUEST, ('" ', ['" ', '"  ']), _STATUS, _SPACE, _BYTES]  # fmt: skip
_TIMER: list[Part] = [_COUNT, ("/", ["", " ", "//"])]
_QUOTED: Part = (' "x y"', [' "-"', ' "', " -", ' "a\\"b"', ' ""', "", ' "[0-9]/{n}"'])
_WITHIN: Part = (" [default-web-8080]", [" []", "", " [a] [b]", " [", ' [a"b]', " [a b]"])
_CAPTURED: Part = (
    "",
    [
        "{bot|x} ",
        "{bot|x} {y} ",
        '{bot|"x"} ',
        "{} {} ",
        "{ ",
        "{a} {b} {c} ",
        "{a}{b} ",
        "{a} x} ",
    ],
)
_HTTPS: Part = ("https", ["http", "h2", "wss", "grpcs", "tls", "ftp", ""])
_ISO: Part = (
    "2026-11-{d:02}T10:{s:02}:01.186641Z",
    [
        "2026-11-19T10:00:01Z",
        "2026-11-19T10:00:01.5+00:00",
        "2026-13-19T10:00:01.5Z",
        "-",
        "",
        "2026-11-19T10:00:01.123456789Z",
        "2026-11-19 10:00:01.5Z",
    ],
)
_REASONS: Part = (
    "",
    ['via_upstream - "-" ', 'upstream_reset{{x}} - "a, b" ', '"-" ', 'a - "" ', "a "],
)
_MESH: Part = (
    "",
    [
        " outbound|443||api.tickdb.ai 10.0.0.9:4 93.184.216.34:443 10.0.0.7:5022 - default",
        " outbound|443||x - - 10.0.0.7:5022 - -",
        " outbound|443||x - - [fd00::1]:5022 api.tickdb.ai -",
        " a b c d",
        " a b c - - -",
    ],
)
_PARTS: dict[str, list[Part]] = {
    "common": _COMMON,
    "combined": [*_COMMON, (f" {_AGENT[0]}", ["", " ", *(f" {one}" for one in _AGENT[1])]), _END],
    "ingress_nginx": [
        _CLIENT, (" - ", [" - [10.0.0.7] - ", " - [10.0.0.8, 10.0.0.7] - ", " - x - "]), _USER, (" [", [" ["]), _CLF, ('] "', ['] "', ']  "']), *_REQUEST, ('" ', ['" ', '"  ']),
        _STATUS, _SPACE, _BYTES, _SPACE, _AGENT, _SPACE, _BYTES, _SPACE, _SECONDS, _WITHIN, _WITHIN, _SPACE, _WORD, _SPACE, _WORD, _SPACE, _WORD, _SPACE, _WORD, _SPACE, _ID, _END],
    "traefik_clf": [*_COMMON, _SPACE, _AGENT, _SPACE, _COUNT, _QUOTED, _QUOTED, _SPACE, _MS, ("ms", ["", "s", "ms "]), _END],
    "haproxy": [
        _CLIENT, _PORT, (" [", [" ["]), ("{d:02}/Nov/2026:10:{s:02}:01.127", ["19/Nov/2026:24:00:00.127", "19/Nov/2026:10:00:00", "19/Nov/2026:10:00:00.1279", "30/Feb/2026:10:00:00.127", "19/Nov/2026:10:00:00.12x"]),
        ("] ", ["]"]), ("https-in~ tickdb/node_1 ", ["a b/<NOSRV> ", "a b ", "a/b c/d ", "a b/c d ", "a b/c/d "]), *_TIMER * 4, _MS, ("", ["/23", "/"]), _SPACE, _STATUS, _SPACE, _BYTES,
        (" - - ---- ", [" - - --NN ", " - - sH-- ", " - - ---- - ", " a=b - ---- ", " - - ---1 ", " - - --- "]), *_TIMER * 4, _COUNT, (" 0/0 ", [" 0/+0 ", " 0 "]), _CAPTURED, ('"', [""]), *_REQUEST,
        ('"', ["", '" 0/0/0/0/1 a.b/TLSv1.3/X', '"x']), _END],
    "aws_alb": [
        _HTTPS, _SPACE, _ISO, (" app/lb/50dc6c495c0c9188 ", [" a b ", " "]), _CLIENT, _PORT, (" 10.0.0.1:80 ", [" - ", " a,b "]), _SECONDS, _SPACE, _SECONDS, _SPACE, _SECONDS, _SPACE, _STATUS,
        (" 200 ", [" - ", " 502 ", " 2000 ", " 20 "]), _BYTES, _SPACE, _BYTES, (' "', [" "]), *_REQUEST, ('"', [""]), _QUOTED, (" ECDHE TLSv1.2 arn:aws:elb:tg/1 ", [" - - - ", " a b ", " a,b - - "]),
        ('"Root=', ['"', '"Self=1-2;Root=']), _ID, ('"', ['";Lineage=a:1"', ""]), _QUOTED, _QUOTED, (" 1 ", [" -1 ", " - ", "1 "]), _ISO, *[_QUOTED] * 7, ("", [" TID_{h}", " TID_1 x", " "]), _END],
    "aws_elb": [
        _ISO, (" my-lb ", [" a b ", " "]), _CLIENT, _PORT, (" 10.0.0.1:80 ", [" - ", " a,b "]), _SECONDS, _SPACE, _SECONDS, _SPACE, _SECONDS, _SPACE, _WAITING,
        (" 200 ", [" - ", " 502 ", " 0 ", " 20 "]), _BYTES, _SPACE, _BYTES, (' "', [" "]), *_REQUEST, ('"', [""]), _QUOTED, (" ECDHE TLSv1.2", [" - -", " a", " a,b -", ""]), _END],
    "s3_access": [
        ("79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be", ["79A5", "{h}", "-", "7" * 63 + "g", "7" * 65]), (" bucket-{n}", [" a,b", " b x", " -"]), (" [", [" "]), _CLF, ("] ", [" "]), _CLIENT,
        (" 79a59df9 ", [" arn:aws:iam::1795:user/p ", " - "]), ("3E57427F33{n}", ["{h}", "-", "{u}", "a_b1", "tok-1"]), (" REST.GET.OBJECT ", [" WEBSITE.GET.OBJECT ", " REST.get.x ", " rest.GET.OBJECT ", " S3.EXPIRE.OBJECT ", " REST ", " REST_A.B ", " BATCH.DELETE.OBJECT "]),
        ("a/b.csv", ["a,b", "-", "a%20b", "a b"]), (' "', [" "]), *_REQUEST, ('"', [""]), _SPACE, _WAITING, (" - ", [" SlowDown ", " AccessDenied ", " "]), _BYTES, _SPACE, _COUNT, _SPACE, _MS, _SPACE, _COUNT, _QUOTED, _QUOTED,
        (" - Ke1bUcazaN1jWuUlPJaxF64cQVpUEhoZ SigV4 ECDHE AuthHeader", [" - x", "", " a b c d"]), (" bucket.s3.us-west-1.amazonaws.com", [" -", "", " api.tickdb.ai", " a_b.{n}"]), (" TLSV1.2 - -", [" TLSV1.2", " TLSV1.2 arn:aws:s3:x Yes", " - x"]), _END],
    "envoy": [
        ("[", ["ACCESS [", ""]), _ISO, ('] "', ["] ", '"']), *_REQUEST, ('" ', ['" ', '"  ']), _WAITING, (" - ", [" UH ", " UF,URX ", " DC ", " ", " 1 "]), _REASONS, _BYTES, _SPACE, _BYTES, _SPACE, _MS, (" 30", [" -", " x", " 1.5", ""]),
        (' "-"', [' "10.0.0.7, 10.1.0.1"', ' "2001:db8::1"', ' "10.0.0.7"', ' "10.0.0.7:4"', ' ""', ' "x"', ' "fe80::1%eth0, 10.0.0.1"']), _QUOTED, (' "{u}"', [' "-"', ' "{h}"', ' "a_b1"', ' "x y"']),
        (' "api.tickdb.ai"', [' "-"', ' "api.tickdb.ai:443"', ' "api.zeromarkets.com"', ' "a b"', ' ""', ' "x_{n}.io"']), (' "93.184.216.34:443"', [' "-"', ' ""', ' "[fd00::1]:443"', ' "a b"']), _MESH, _END],
}  # fmt: skip
_PARTS["istio"] = [
    *((one[1][0], ["", *one[1]]) if one in (_REASONS, _MESH) else one for one in _PARTS["envoy"])
]
# Of these some lines are of another form.
_OTHERS = {"common": ("combined", 0.05), "envoy": ("istio", 0.5)}
FORMS = tuple(name for name in _PARTS if name != "istio")


def text_line(random: Random, form: str) -> str:
    parts = _PARTS[form]
    share = min(0.02, 0.4 / len(parts))
    line = "".join(random.choice(pool) if random.random() < share else most for most, pool in parts)
    stamped = with_ids(random, line.replace("{s:02}", f"{random.randint(0, 59):02}"))
    return str(picked(random, stamped.replace("{d:02}", f"{random.randint(1, 28):02}")))


def log(random: Random, count: int, form: str) -> bytes:
    """So many lines of a format; some are damaged, and some of its lines are of another form."""
    other, share = _OTHERS.get(form, (form, 0))
    lines = []
    for _ in range(count):
        of = other if share and random.random() < share else form
        line = text_line(random, of)
        lines.append(damaged(random, line) if random.random() < 0.08 else line)
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")

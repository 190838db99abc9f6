"""Lines whose fields stand under a header: W3C's, Zeek's, CSV; and values at the edge of what is plain."""

# ruff: noqa: E501
from __future__ import annotations

from random import Random

from tests.ingest.look_lines import IDS, PATHS, QUERIES, damaged, picked, with_ids
from tests.ingest.mapped_lines import Make
from tests.ingest.pair_lines import as_text

_VALUES: dict[str, tuple[list[str], list[str]]] = {
    "date": (["2026-11-19"], ["-", "2026-11-9", "19/11/2026", "2026-02-30", "x"]),
    "time": (["10:00:{s:02}", "10:00:{s:02}.250"], ["-", "24:00:00", "10:00", "10:00:01.1234567", "10:00:60"]),
    "s-ip": (["10.0.0.1"], ["-", "fd00::1"]),
    "cs-method": (["GET", "POST"], ["-", "get", "USER", "[2]USER", "STAT", "PROPFIND", "DELETE", "unknown", "CONNECT"]),
    "cs-uri-stem": (["/v1/orders/{n}", "/v1/market/ticker"], [*PATHS, "-", "/x?a=1", "http://api.tickdb.ai/v1/x", "/a+b", "*"]),
    "cs-uri-query": (["symbol=S{n}", "-"], [*(q[1:] for q in QUERIES), "?a=1", "a=b#c"]),
    "s-port": (["443"], ["-"]),
    "cs-username": (["-"], ["DOMAIN\\user", "me"]),
    "c-ip": (["10.0.0.{n}", "10.0.0.7"], ["-", "fd00::1", "::1%0", "10.0.0.7:80", "host"]),
    "x-forwarded-for": (["-"], ["10.0.0.9,+10.0.0.8", "10.0.0.9"]),
    "cs(user-agent)": (["Mozilla/5.0+(Windows+NT)", "bot/{n}"], ["-", "a\u00fcb", "'x'"]),
    "cs-host": (["api.tickdb.ai", "unknown.example"], ["-", "api.tickdb.ai:443", "x" * 250]),
    "cs-protocol": (["https"], ["-", "HTTP/1.1", "ftp"]),
    "sc-status": (["200", "200", "304"], ["-", "0", "000", "429", "502", "99", "1000", "200.0", "abc"]),
    "sc-substatus": (["0"], ["-", "16"]),
    "sc-bytes": (["5{n}"], ["-", "-1", "1.5", "1,234"]),
    "cs-bytes": (["12"], ["-", "99999999999999999999"]),
    "time-taken": (["31", "{n}"], ["-", "0.250", "12.5", "-1", "1e3", "99999999999", "0,25", "5ms"]),
    "s-reason": (["-"], ["Timer_ConnectionIdle", "Connection_Dropped"]),
    "x-request-id": (["req-{n}", "{u}"], [*(one for one in IDS if isinstance(one, str) and " " not in one and "\t" not in one), "-"]),
}  # fmt: skip


class Server:
    """How one server is set up: the columns that it writes."""

    def __init__(self, random: Random) -> None:
        always = ["date", "time", "cs-method", "cs-uri-stem", "sc-status"]
        others = [name for name in _VALUES if name not in always]
        self.names = [*always, *random.sample(others, random.randint(2, len(others)))]
        if random.random() < 0.3:
            random.shuffle(self.names)
        if random.random() < 0.1:
            self.names.remove("date")
        self.between = random.choice(" \t")
        self.usual = {name: random.choice(_VALUES[name][0]) for name in self.names}

    @property
    def header(self) -> str:
        return f"#Version: 1.0\n#Date: 2026-11-19 10:00:00\n#Fields: {' '.join(self.names)}\n"

    def line(self, random: Random) -> str:
        values = []
        for name in self.names:
            plain, others = _VALUES[name]
            value = self.usual[name] if random.random() < 0.98 else random.choice([*plain, *others])
            if name == "sc-status" and random.random() < 0.05:
                value = random.choice(["429", "502", "401"])
            values.append(
                str(picked(random, value)).replace("{s:02}", f"{random.randint(0, 59):02}")
            )
        if random.random() < 0.003:
            values[random.randrange(len(values))] = '"quoted text"'
        if random.random() < 0.003:
            values.pop()
        line = with_ids(random, self.between.join(values))
        return line.replace("\n", " ") + random.choice(["\n"] * 99 + [" \n"])


def log(random: Random, lines: int) -> str:
    """A log of one server, which is set up anew in the middle of some."""
    server = Server(random)
    parts = [server.header, *(server.line(random) for _ in range(lines))]
    for at in sorted(random.sample(range(1, lines), random.choice([0, 2]))):
        other = random.choice([server, Server(random)])
        parts[at] = other.header
        parts[at + 1 :] = [other.line(random) for _ in parts[at + 1 :]]
    return "".join(parts)


_OF_ZEEK: dict[str, tuple[list[str], list[str]]] = {
    "ts": (["1795082400.250000", "1795082401.000000"], ["-", "1795082400", "1795082400.1234567", "2026-11-19T10:00:00Z", "x"]),
    "uid": (["C{n}"], ["-"]),
    "id.orig_h": (["10.0.0.7"], ["-", "fd00::1", "host", "(empty)"]),
    "method": (["GET", "POST"], ["-", "(empty)", "get", "PROPFIND"]),
    "host": (["api.tickdb.ai"], ["-", "(empty)", "x:80"]),
    "uri": (["/v1/orders/{n}", "/v1/x?a={n}"], [*PATHS, "-", "(empty)", "http://a.io/x"]),
    "user_agent": (["bot"], ['a "q" b', "-", "(empty)"]),
    "response_body_len": (["57"], ["-", "(empty)"]),
    "status_code": (["200"], ["-", "(empty)", "0", "404", "99", "x"]),
}  # fmt: skip


def zeek_log(random: Random, lines: int) -> str:
    """A log of Zeek."""
    parts = ["\t".join(["#fields", *_OF_ZEEK]) + "\n"]
    for _ in range(lines):
        values = [
            random.choice(plain if random.random() < 0.97 else others)
            for plain, others in _OF_ZEEK.values()
        ]
        values = values[: random.choice([-1, *[None] * 300])]
        line = random.choice(["\t"] * 300 + [" "]).join(str(picked(random, v)) for v in values)
        parts.append(with_ids(random, line).replace("\n", " ") + "\n")
    return "".join(parts)


_OF_JMETER: dict[str, tuple[list[str], list[str]]] = {
    "timeStamp": (["17950824{s:02}123"], ["", "-", "1795082400", "2026/11/19 10:00:00.123", "2026-11-19T10:00:00Z", "x"]),
    "elapsed": (["31", "{n}"], ["", "-", "-1", "1.5", "1e3", "99999999999", "x"]),
    "label": (["ticker"], ["GET /api/v1/orders", "/v1/x", "https://api.tickdb.ai/v1/y", "a b", "", "x" * 250, "#1"]),
    "responseCode": (["200"], ["", "-", "429", "502", "0", "99", "Non HTTP response code: java.net.SocketTimeoutException", "null"]),
    "responseMessage": (["OK"], ["", "Number of samples in transaction : 2", "Too Many Requests", "ü", '"a, b"']),
    "threadName": (["tg 1-1"], ["", "tg\t1"]),
    "success": (["true"], ["false", "", "TRUE"]),
    "bytes": (["5{n}"], ["", "-1", "1.5", "0"]),
    "sentBytes": (["12"], ["", "99999999999999999999"]),
    "URL": (["https://api.tickdb.ai/v1/orders/{n}?symbol=S{n}"], ["null", "", "-", *(f"https://api.tickdb.ai{one}" for one in (*PATHS, *QUERIES)), "/v1/x", "x"]),
    "method": (["GET"], ["", "get", "POST", "-", "PROPFIND", "1"]),
    "Hostname": (["load-1"], ["", "-", "10.0.0.7", "a b", "load:1"]),
}  # fmt: skip


def jmeter_log(random: Random, lines: int) -> str:
    """Results of JMeter, with some of its columns."""
    left_out = random.sample(["method", "Hostname", "sentBytes", "label"], random.randint(0, 3))
    named = {name: values for name, values in _OF_JMETER.items() if name not in left_out}
    between = random.choice(",,\t;")
    parts = [between.join(named)]
    for _ in range(lines):
        values = [
            random.choice(plain if random.random() < 0.985 else others)
            for plain, others in named.values()
        ]
        values = values[: random.choice([-1, *[None] * 300])]
        line = between.join(str(picked(random, value)) for value in values)
        stamped = line.replace("{s:02}", f"{random.randint(0, 59):02}")
        parts.append(with_ids(random, stamped).replace("\n", " "))
    return "\n".join(parts) + "\n"


def csv_log(seed: int, lines: int) -> bytes:
    """A table of one make, in which some lines are damaged."""
    random = Random(seed)
    make = Make(random)
    make.nests = False
    between = random.choice(",,\t;|")
    rows = [make.values(random) for _ in range(lines)]
    names = [*dict.fromkeys(name for row in rows[:50] for name in row)]
    parts = [between.join(names)]
    for row in rows:
        fields = (_field(random, as_text(random, row.get(name, "")), between) for name in names)
        line = with_ids(
            random, between.join(fields).replace("{s:02}", f"{random.randint(0, 59):02}")
        )
        parts.append(damaged(random, line) if random.random() < 0.02 else line)
    return "".join(f"{part}\n" for part in parts).encode("utf-8", "surrogatepass")


def _field(random: Random, value: str, between: str) -> str:
    value = value.replace("\n", " ")
    needs = any(one in value for one in (between, '"'))
    if random.random() < (0.01 if needs else 0.002):
        needs = not needs
    return '"' + value.replace('"', '""') + '"' if needs else value


LOGS = {"w3c": log, "zeek": zeek_log, "jmeter": jmeter_log}

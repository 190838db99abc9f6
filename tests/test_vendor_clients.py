"""Vendors' own clients against a stand-in: what they were told is what the views say.

Each vendor answers on a loopback address of its own, which a catalog file of the user's claims.
What happened is read three times: as capture writes it, as the clients' own logging does at DEBUG,
and as the errors alone that an application logs.
"""

from __future__ import annotations

import json
import logging
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from analyzer.capture import Log
from tests.conftest import analyzer as run
from tests.vendor_client_cases import CASES, Case, Expected
from tests.vendor_standins import vendor_clients as clients
from tests.vendor_standins.libraries import LIBRARIES
from tests.vendor_standins.scripted import scripted

pytestmark = pytest.mark.scale


VENDORS = list(dict.fromkeys(case.vendor for case in CASES.values()))
ADDRESSES = {vendor: f"127.0.0.{n}" for n, vendor in enumerate(VENDORS, 2)}


@contextmanager
def logged(folder: Path) -> Iterator[None]:
    """What is logged: all of it in `own.log`, errors in `printed.log` as well."""
    import github

    root = logging.getLogger()
    level = root.level
    handlers = [logging.FileHandler(folder / f"{name}.log") for name in ("own", "printed")]
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        root.addHandler(handler)
    handlers[1].setLevel(logging.ERROR)
    root.setLevel(logging.DEBUG)
    github.set_log_level(logging.DEBUG)
    try:
        yield
    finally:
        root.setLevel(level)
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()


def call_all(folder: Path) -> None:
    """Each client is told what its case says; what it raises is logged."""
    log = Log(folder / "capture.jsonl")
    with scripted() as server, logged(folder):
        for name, case in CASES.items():
            address = ADDRESSES[case.vendor]
            server.answers[address] = case.told
            raised = None
            try:
                case.call(server.at(address), log)
            except Exception as error:
                raised = type(error).__name__
                logging.getLogger("bot").exception("call failed")
            assert raised == case.error, name
    urllib.request.install_opener(urllib.request.build_opener())


Seen = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Seen, Seen]:
    """Failures and limit states by log, as one lake of all three has them."""
    folder = tmp_path_factory.mktemp("clients")
    call_all(folder)
    vendors = folder / "vendors"
    vendors.mkdir()
    for vendor, address in ADDRESSES.items():
        (vendors / f"{vendor}.toml").write_text(f'id = "{vendor}"\nhosts = ["{address}"]\n')
    at = ("--lake", folder / "lake", "--vendors", vendors)
    for name in ("capture.jsonl", "own.log", "printed.log"):
        done = run("ingest", folder / name, "--client", name.partition(".")[0], "--strict", *at)
        assert done.status == 0, done.out + done.err
    files = (file for file in (folder / "lake").rglob("*") if file.is_file())
    held = b"".join(file.read_bytes() for file in files)
    assert not [key for key in clients.KEYS if key.encode() in held]
    failures, states = (
        json.loads(run("sql", query, "--format", "json", *at).out)
        for query in (
            "SELECT f.*, r.request_id, r.retry_after_s, r.key_in FROM failures AS f LEFT JOIN"
            " requests AS r USING (ts, vendor, client) LEFT JOIN (SELECT ts, vendor, client, cause"
            " FROM auth_failures) USING (ts, vendor, client) ORDER BY f.ts",
            "SELECT * FROM limit_states ORDER BY ts",
        )
    )
    return by_client(failures), by_client(states)


def by_client(found: list[dict[str, Any]]) -> Seen:
    kept: Seen = {}
    for row in found:
        kept.setdefault(row["client"], []).append(row)
    return kept


def said_of(found: Seen, log: str, case: Case) -> list[dict[str, Any]]:
    """The rows of a vendor in a log."""
    return [row for row in found[log] if row["vendor"] == case.vendor]


def assert_said(rows: list[dict[str, Any]], expected: Expected) -> None:
    fits = [row for row in rows if {key: row.get(key) for key in expected} == expected]
    assert fits, (expected, [{key: row.get(key) for key in expected} for row in rows])
    assert fits[0]["listed"] is expected.get("listed", True)


@pytest.mark.parametrize("name", CASES)
def test_what_a_vendors_client_was_told_is_what_the_views_say(
    seen: tuple[Seen, Seen], name: str
) -> None:
    case, (failures, states) = CASES[name], seen
    if case.is_captured:
        assert_said(said_of(failures, "capture", case), case.expected)
    for log, known in (("own", case.own), ("printed", case.printed)):
        if known is not None:
            assert_said(said_of(failures, log, case), case.expected | known)
    told = said_of(states, "capture", case)
    for limit, state in case.states.items():
        assert state in [(row["used"], row["quota"]) for row in told if row["limit"] == limit]


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_clients_calls_with_one_key_have_one_key_id(seen: tuple[Seen, Seen], vendor: str) -> None:
    captured = {case.vendor for case in CASES.values() if case.is_captured}
    log = "capture" if vendor in captured else "own"
    rows = [row for row in seen[0][log] if row["vendor"] == vendor]
    sent = {row["key_id"] for row in rows if row["key_in"] != "none"}
    assert len(sent) == (0 if vendor in ("bybit", "okx", "kraken") else 1)
    assert None not in sent


@pytest.mark.parametrize("vendor", ["openai", "anthropic", "github", "binance", "shopify"])
def test_limits_are_told_by_what_a_client_logs_itself(seen: tuple[Seen, Seen], vendor: str) -> None:
    captured, own = (
        {(r["limit"], r["used"]) for r in seen[1][log] if r["vendor"] == vendor}
        for log in ("capture", "own")
    )
    assert own <= captured
    assert own


@pytest.mark.parametrize("log", ["own", "printed"])
def test_no_call_counts_twice_in_what_clients_print(seen: tuple[Seen, Seen], log: str) -> None:
    found = seen[0][log]
    asked = [case.vendor for case in CASES.values()]
    assert all(
        sum(row["vendor"] == vendor for row in found) <= asked.count(vendor) for vendor in VENDORS
    )


def test_the_libraries_that_the_documents_name_are_those_that_run() -> None:
    assert set(LIBRARIES) == set(VENDORS)
    calls = {
        vendor: {case.call for case in CASES.values() if case.vendor == vendor}
        for vendor in VENDORS
    }
    assert all(len(calls[vendor]) >= len(named) for vendor, named in LIBRARIES.items())

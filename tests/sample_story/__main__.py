"""`python -m tests.sample_story [DIR]`: writes the sample logs, by default `sample_logs`."""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from random import Random

from . import across_vendors as across
from . import cancels, damage, fifty_five_incidents, proxies, sockets, traffic
from . import tickdb_incidents as tickdb
from . import zeromarkets_incidents as zeromarkets
from .browser import chrome_session
from .clock import DAYS, day_of
from .exchange import TIMESTAMP, Line
from .polling import polling_loop
from .quota_headers import with_quota_headers

SEED = 20261116

PARTS: tuple[Callable[[Random], Iterator[Line]], ...] = (
    traffic.ordinary_traffic,
    traffic.status_page_checks,
    traffic.hourly_reconciliation,
    polling_loop,
    cancels.partial_cancels,
    cancels.gateway_pages,
    fifty_five_incidents.wrong_header_release,
    fifty_five_incidents.keys_missing_malformed_or_revoked,
    fifty_five_incidents.fifty_five_errors,
    tickdb.data_source_outage,
    tickdb.key_expires_to_the_second,
    tickdb.key_is_missing,
    tickdb.failover_address_is_not_allowed,
    tickdb.tickdb_failures_under_200,
    tickdb.backfill_is_throttled,
    zeromarkets.zeromarkets_failures,
    zeromarkets.tokens_missing_or_malformed,
    zeromarkets.token_expires_and_is_refreshed,
    zeromarkets.shared_address_is_throttled,
    zeromarkets.token_is_used_up,
    zeromarkets.quote_stream_is_rebalanced,
    across.hedges_over_three_vendors,
    across.one_trace_that_fails_everywhere,
    across.name_service_is_down,
    across.connections_fail,
    sockets.bots,
    sockets.sixth_connection,
    sockets.keys_refused_by_55_tech,
    sockets.service_restart,
    sockets.feed_on_day_1,
    sockets.feed_on_day_2,
    sockets.feed_on_day_3,
    damage.broken_lines,
    damage.lines_that_are_no_requests,
    damage.secrets_in_odd_places,
)

# Whose log of which day is named after what.
CANONICAL = {
    ("mm-bot-1", 1): "mm-bot-1-day-1-partial-cancels",
    ("mm-bot-1", 2): "mm-bot-1-day-2-wrong-header-and-sixth-connection",
    ("mm-bot-1", 3): "mm-bot-1-day-3-lost-name-service-and-broken-lines",
    ("mm-bot-2", 1): "mm-bot-2-day-1-polling-loop",
    ("mm-bot-2", 2): "mm-bot-2-day-2-unlisted-codes-and-backfill",
    ("mm-bot-2", 3): "mm-bot-2-day-3-open-cancels-and-expired-token",
    ("md-feed", 1): "md-feed-day-1-data-source-outage",
    ("md-feed", 2): "md-feed-day-2-expired-key",
    ("md-feed", 3): "md-feed-day-3-exhausted-quota",
    ("recon-job", 1): "recon-job-day-1-shared-key",
    ("recon-job", 2): "recon-job-day-2-malformed-key",
    ("recon-job", 3): "recon-job-day-3-revoked-key",
}


def main(folder: Path) -> None:
    for name, content in sample_logs().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def sample_logs() -> dict[str, bytes]:
    """Every file of the sample logs, by its name within the folder."""
    files = _canonical_files()
    files["har/operator-cancels-in-chrome.har"] = chrome_session(_random("chrome"))
    for day in DAYS:
        log = proxies.nginx_egress(day, _random(f"nginx-{day}"))
        name = f"combined/nginx-egress-day-{day}.log"
        if day == DAYS[0]:  # the oldest day, as log rotation leaves it
            files[f"{name}.gz"] = gzip.compress(log, mtime=0)
        else:
            files[name] = log
    files["combined/apache-forward-proxy-day-1.log"] = proxies.apache_forward_proxy(
        _random("apache")
    )
    return files


def _random(part: str) -> Random:
    """Each part has its own numbers, so that a change to one leaves the others as they are."""
    return Random(f"{SEED} {part}")


def _canonical_files() -> dict[str, bytes]:
    lines = chain.from_iterable(part(_random(part.__name__)) for part in PARTS)
    files: dict[str, bytearray] = defaultdict(bytearray)
    for line in with_quota_headers(sorted(lines, key=lambda line: line.ts)):
        name = CANONICAL[line.client, day_of(line.ts)]
        files[f"canonical/{name}.jsonl"] += _written(line) + b"\n"
    return {name: bytes(content) for name, content in files.items()}


def _written(line: Line) -> bytes:
    if isinstance(line.content, bytes):
        return line.content
    record = {"ts": TIMESTAMP[line.client](line.ts)} | line.content
    return json.dumps(record, separators=(",", ":")).encode()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "sample_logs"))

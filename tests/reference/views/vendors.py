"""What the documents of the three vendors say of the vendor itself. Names are the catalog's own."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.world import Row, World

KEY = ("vendor",)
OF = "vendor IN ('55tech', 'tickdb', 'zeromarkets')"
_NOTHING: Row = dict.fromkeys((
    "docs_url", "key_header", "key_query", "key_message", "key_shape", "wrong_headers",
    "max_retries", "backoff_s", "backoff_factor", "backoff_max_s", "quota_reset",
    "objective_target", "objective_classes",
))  # fmt: skip


def rows(world: World) -> Iterator[Row]:
    """One row a vendor; the lake has nothing to do with it."""
    yield _NOTHING | {
        "vendor": "55tech",
        "docs_url": "https://docs.55-tech.com/llms.txt",
        "hosts": ["55-tech.com", "*.55-tech.com"],
        "key_header": "x-api-key",
        "key_message": "apiKey",
        "key_shape": "uuid",
        "wrong_headers": ["authorization"],
        # "wait 1s, 2s, 4s, etc."
        "backoff_s": [1.0, 2.0, 4.0],
        "backoff_factor": 2.0,
    }
    yield _NOTHING | {
        "vendor": "tickdb",
        "docs_url": "https://docs.tickdb.ai/llms.txt",
        "hosts": ["tickdb.ai", "*.tickdb.ai"],
        "key_header": "x-api-key",
        "key_query": "api_key",
        # response.headers.get('Retry-After', 60)
        "backoff_s": [60.0],
        "backoff_factor": 1.0,
        "quota_reset": "monthly",
    }
    yield _NOTHING | {
        "vendor": "zeromarkets",
        "hosts": ["zeromarkets.com", "*.zeromarkets.com"],
        "key_header": "authorization",
        "max_retries": 3,
    }

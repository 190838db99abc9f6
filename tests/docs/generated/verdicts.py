"""docs/verdicts.md: how each verdict is reached, from the headers of the views."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.models import Model, models

# The columns that judge, by view; the rest are facts.
_JUDGING = {
    "failures": ("class", "fault", "evidence", "listed"),
    "incidents": ("fault", "fault_by", "succeeded"),
    "key_health": ("state", "dead_since", "other_keys", "expires_soon"),
    "auth_failures": ("cause",),
    "throttles": ("advised_wait_s", "actual_wait_s", "honoured", "run_position", "wasted"),
    "retry_storms": ("wasted",),
    "operations": ("succeeded", "retries_after_5xx", "retries_over"),
    "partial_failures": ("resolution", "resolved_at", "attempts"),
    "partial_failure_items": ("resolution", "resolved_at"),
    "rate_limit_pressure": ("quota_source", "peak_window", "utilisation", "exhausted_in_s"),
    "limit_pressure": ("source", "banned"),
    "limit_forecast": ("used_up_at", "usual_used_up_at", "source"),
    "bans": ("until", "until_source"),
    "quota_exhaustions": ("resets_at", "exhausted_again_at"),
    "connection_pressure": ("open_connections", "refused"),
    "burn_rate": ("fires",),
    "error_trends": ("trend",),
    "unlisted_codes": ("class",),
}
_TITLE = """# How each verdict is reached

What the views judge, on how much evidence, and what they cannot see. The page is made from the
headers of the views by `python -m tests.docs`: a verdict is reached in one place, and report,
dashboard and JSON show it as it is.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([_TITLE, *(part for name in _JUDGING for part in _view(models()[name]))])


def _view(model: Model) -> Iterator[str]:
    yield f"## {model.name}\n\n{model.about} A row is: {model.row}.\n"
    for column in _JUDGING[model.name]:
        yield f"* `{column}`: {model.columns[column]}"
    yield f"\n**Limits.** {model.limits}\n"

"""docs/verdicts.md: how each verdict is reached, from the headers of the views."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.models import Model, models

# The columns that judge, by view; the rest are facts.
_JUDGING = {
    "failures": ("class", "fault", "evidence", "listed"),
    "incidents": ("fault", "fault_by", "requests", "succeeded"),
    "key_health": ("state", "dead_since", "refused_since", "other_keys", "expires_soon"),
    "auth_failures": ("cause",),
    "throttles": (
        "advised_wait_s", "wait_source", "actual_wait_s", "honoured", "run_since", "run_position",
        "wasted",
    ),
    "retry_storms": ("throttled", "wasted"),
    "operations": ("succeeded", "retries_after_5xx", "max_retries", "retries_over"),
    "partial_failures": ("resolution", "resolved_at", "attempts"),
    "partial_failure_items": ("resolution", "resolved_at", "settled_by"),
    "rate_limit_pressure": ("quota_source", "peak_window", "utilisation", "exhausted_in_s"),
    "limit_pressure": ("source", "banned"),
    "limit_forecast": (
        "used", "pace_per_s", "used_up_at", "usual_pace_per_s", "usual_used_up_at", "source",
        "runs_out",
    ),
    "bans": ("until", "until_source"),
    "quota_exhaustions": ("used", "per_day", "resets_at", "exhausted_again_at"),
    "connection_pressure": ("open_connections", "refused", "headroom"),
    "burn_rate": ("factor", "requests", "long_burn", "short_burn", "fires"),
    "error_trends": ("trend",),
    "unlisted_codes": ("class",),
}  # fmt: skip
_TITLE = """# How each verdict is reached

What the views judge, on how much evidence, and what they cannot see. The page is made from the
headers of the views by `python -m tests.docs`: a verdict is reached in one place, and report,
dashboard and JSON show it as it is.

* A *caller* is a client (where the log does not name it, its address) with its key.
* A *run* is failures of one kind that follow one another; each view says what ends one.
* Figures in the text are the least evidence that a verdict rests on; with less, it is `unknown`, or
  there is none. NULL is what nobody told: it is neither zero nor no.
* *Told* is what an answer said, *documented* what the vendor's file says (`analyzer vendors`),
  *observed* what was seen. A guess is called one: `evidence` is `status` or `shape`, `quota_source`
  is `observed`.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([_TITLE, *(part for name in _JUDGING for part in _view(models()[name]))])


def _view(model: Model) -> Iterator[str]:
    yield f"## {model.name}\n\n{model.about} A row is: {model.row}.\n"
    for column in _JUDGING[model.name]:
        yield f"* `{column}`: {model.columns[column]}"
    yield f"\n**Limits.** {model.limits}\n"

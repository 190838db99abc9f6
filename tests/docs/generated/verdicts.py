"""docs/verdicts.md: how each verdict is reached, from the headers of the views."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.models import Model, models

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
    return "\n".join(
        [_TITLE, *(part for model in models().values() if model.judges for part in _view(model))]
    )


def _view(model: Model) -> Iterator[str]:
    yield f"## {model.name}\n\n{model.about} A row is: {model.row}.\n"
    for column in model.judges:
        yield f"* `{column}`: {model.columns[column]}"
    yield f"\n**Limits.** {model.limits}\n"

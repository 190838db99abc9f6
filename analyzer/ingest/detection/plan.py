"""The plan for reading a source, by its first lines."""

from __future__ import annotations

from dataclasses import replace

from analyzer.formats import LEAST_SURENESS, Format, formats
from analyzer.ingest.detection.line_kinds import Likely
from analyzer.ingest.detection.one_plan import HARDLY, decoded, one_plan
from analyzer.ingest.detection.together import together
from analyzer.ingest.detection.told_lines import mixed, of_others
from analyzer.ingest.detection.writer_plans import read_apart
from analyzer.ingest.wrapping.csv_texts import CsvTexts
from analyzer.ingest.wrapping.exported import Exported, arrays_in, columns_in
from analyzer.ingest.wrapping.read_plan import ReadPlan


def read_plan_for(
    beginning: str, chosen: Format | None = None, *, likely: Likely | None = None
) -> ReadPlan | None:
    """The likeliest plan for a source that begins like this, in the format `chosen` if given.

    A few lines tell in most cases; all that is given counts where they leave a doubt. Where lines
    of several formats stand together, each is read as what it is, or as what its writer writes.
    The `likely` format, such as that of the source before, is asked first.
    """
    plan = _of_one(beginning, chosen, likely)
    # What claims every line from its beginning claims it with the name of who wrote it.
    is_bare = plan is not None and plan.wrapping is None and plan.sureness >= 1
    apart = read_apart(beginning, _of_one) if plan and not chosen and not is_bare else None
    return apart or plan


def _of_one(
    beginning: str, chosen: Format | None = None, likely: Likely | None = None
) -> ReadPlan | None:
    """The plan for what may be one writer's lines."""
    plan = one_plan(beginning, chosen, likely)
    if plan is None or chosen or plan.sureness >= 1:
        return plan
    if isinstance(plan.wrapping, Exported):
        return _of_values(plan, beginning) or plan
    if isinstance(plan.wrapping, CsvTexts) and (several := _of_table(plan.wrapping, beginning)):
        return several
    if words := _own_words(plan, beginning):
        return words
    plans = together(plan, beginning)
    return mixed(plans, beginning) if len(plans) > 1 else plans[0]


def _own_words(plan: ReadPlan, beginning: str) -> ReadPlan | None:
    """The plan for people's own words, where these hold all pairs of a few lines and more calls."""
    if plan.format.name != "logfmt" or plan.wrapping is not None or plan.sureness >= HARDLY:
        return None
    words = ReadPlan(formats()["call_lines"], None, LEAST_SURENESS)
    of_pairs, of_words = (set(of_others([one], beginning).splitlines()) for one in (plan, words))
    return words if of_pairs < of_words else None


def _of_table(table: CsvTexts, beginning: str) -> ReadPlan | None:
    """The plan for a table whose texts are of several formats, as those of objects would be."""
    of_several = _of_objects(table.anew(depth=0).off(beginning.encode()))
    return of_several and replace(of_several, wrapping=table.anew(depth=0))


def _of_values(plan: ReadPlan, beginning: str) -> ReadPlan | None:
    """The plan for a document whose values are of several formats, as their lines would be."""
    whole = Exported(depth=0, columns=columns_in(beginning))
    values = next((one for path, one in arrays_in(beginning) if path == plan.path), b"")
    of_several = _of_objects(whole.off(values))
    return of_several and replace(of_several, wrapping=whole, document=plan.path)


def _of_objects(data: bytes) -> ReadPlan | None:
    """The plan for objects of several formats, a line each."""
    objects = decoded(data)
    first = one_plan(objects)
    if first is None or first.path is not None:
        return None
    plans = together(first, objects)
    return mixed(plans, objects) if len(plans) > 1 else None

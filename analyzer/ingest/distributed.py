"""Ingest as tasks of an engine: workers read and write files, one commit makes them visible."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import compress

from analyzer.catalog.catalog import Catalog
from analyzer.engines import Engine
from analyzer.errors import UsageError
from analyzer.ingest.detection.samples import check_chosen
from analyzer.ingest.loads.grouping import GROUP_BYTES, Group, groups
from analyzer.ingest.loads.joining import join_connections
from analyzer.ingest.loads.load_index import COLUMNS, LoadIndex, Stop
from analyzer.ingest.loads.loading import Options, Outcome, Part, changed
from analyzer.ingest.loads.loads import Batch, batch_id, loads_table
from analyzer.ingest.rows.counts import Counts
from analyzer.ingest.sources.source import Source
from analyzer.ingest.tasks import (
    Done,
    Doubt,
    Layout,
    Shared,
    is_grown,
    lay_out,
    load_group,
    load_part,
)
from analyzer.lake.delta_files import PlacedFile
from analyzer.lake.lake import Lake
from analyzer.schema import ROWS
from analyzer.warehouse.views_file import write_views

Task = Group | Part


def ingest_on(
    engine: Engine,
    lake: Lake,
    sources: Iterable[Source],
    catalog: Catalog,
    options: Options,
    *,
    now: datetime,
    part_bytes: int = GROUP_BYTES,
) -> Iterator[Outcome]:
    """Load sources as Session.load does, as tasks of an engine; the rows are the same.

    Workers must reach the sources and the lake under the same names. What another run, or another
    task of this one, was quicker with is read again, for what is new.
    """
    sources = [source.from_anywhere() for source in sources]
    if any(source.piped for source in sources):
        raise UsageError("workers cannot read a pipe", todo="Name files or objects")
    check_chosen(options.format, catalog)
    lake.create()
    todo = list(groups(sources, part_bytes, part_bytes))
    at_first = lake.loads()
    while todo:
        stored = lake.loads().select(COLUMNS)
        shared = Shared(str(lake.root), stored, lake.secret(), catalog, options, part_bytes, now)
        done = list(_load(engine, shared, todo))
        batches = [one.batch for one in done]
        grown = _grown(engine, todo, batches)
        with lake.locked():
            accepted = _not_overtaken(lake, LoadIndex(stored), batches, grown)
            _commit(lake, list(compress(batches, accepted)), now)
        for one in compress(done, accepted):
            yield from one.outcomes
        todo = [group for group, keep in zip(todo, accepted, strict=True) if not keep]
    join_connections(lake, catalog, at_first, now=now)
    write_views(lake, catalog)


def _load(engine: Engine, shared: Shared, todo: Sequence[Group]) -> Iterator[Done]:
    """What became of each group, in order."""
    large = [group for group in todo if group[0].size >= 2 * shared.part_bytes]
    layouts = dict(
        zip(large, engine.map(partial(lay_out, shared), [one for (one,) in large]), strict=True)
    )
    tasks: list[Task] = []
    for group in todo:
        tasks += layouts.get(group, Layout()).parts or (group,)
    found = engine.map(partial(_run, shared), tasks)
    for group in todo:
        cut = layouts.get(group, Layout())
        parts = [next(found) for _ in cut.parts or (group,)]
        yield _joined(cut, parts) if cut.load else parts[0]


def _run(shared: Shared, task: Task) -> Done:
    return load_part(shared, task) if isinstance(task, Part) else load_group(shared, task)


def _joined(cut: Layout, done: Sequence[Done]) -> Done:
    """The parts of a source as one load."""
    assert cut.load
    source = cut.parts[0].source
    outcomes = [one.outcomes[0] for one in done]
    failed = next((outcome.error for outcome in outcomes if outcome.error), None)
    rows = [row for one in done for row in one.batch.loads]
    read = [(row.lines, row.digest) for row in rows]
    if not failed and read != [(part.lines, part.digest) for part in cut.parts]:
        failed = changed(source)
    if failed:
        return Done((Outcome(source.name, error=failed),), Batch(cut.load.load, (), {}))
    counts = Counts()
    for outcome in outcomes:
        counts.add(outcome.counts)
    firsts = [row.first_us for row in rows if row.first_us is not None]
    lasts = [row.last_us for row in rows if row.last_us is not None]
    load = replace(
        cut.load,
        requests=counts.requests,
        rejects=counts.rejects,
        skipped=sum(counts.skipped.values()),
        left_out=counts.left_out(),
        first_us=min(firsts, default=None),
        last_us=max(lasts, default=None),
    )
    outcome = replace(outcomes[0], counts=counts, bytes=load.stop - load.start)
    return Done((outcome,), Batch(load.load, (load,), _files([one.batch for one in done])))


def _files(batches: Sequence[Batch]) -> dict[str, tuple[PlacedFile, ...]]:
    """The files of all batches, by table."""
    return {
        name: tuple(file for batch in batches for file in batch.files.get(name, ()))
        for name in ROWS
    }


def _grown(engine: Engine, todo: Sequence[Group], batches: Sequence[Batch]) -> set[int]:
    """Which batches hold a source that begins with all of one that an earlier batch holds.

    Many logs share their first line, a header: that alone says nothing.
    """
    doubts: list[tuple[int, Doubt]] = []
    earlier: dict[str, list[Stop]] = {}
    for number, (group, batch) in enumerate(zip(todo, batches, strict=True)):
        sources = {source.name: source for source in group}
        for load in batch.loads:
            others = [s for s in earlier.get(load.head, []) if load.start < s.stop < load.stop]
            if others:
                doubt = Doubt(sources[load.source], load.start, tuple(others))
                doubts.append((number, doubt))
        for load in batch.loads:
            earlier.setdefault(load.head, []).append(Stop(load.stop, load.digest))
    answers = engine.map(is_grown, [doubt for _, doubt in doubts])
    return {number for (number, _), grown in zip(doubts, answers, strict=True) if grown}


def _not_overtaken(
    lake: Lake, stored: LoadIndex, batches: Sequence[Batch], grown: Collection[int]
) -> list[bool]:
    """Which batches hold nothing that the lake has come to hold meanwhile, or an earlier one."""
    others = stored.not_yet(lake.loads())
    heads, taken = set(others["head"]), {*others["load"], *others["digest"]}
    accepted = []
    for number, batch in enumerate(batches):
        names = {name for load in batch.loads for name in (load.load, load.digest)}
        overtaken = names & taken or any(load.head in heads for load in batch.loads)
        accepted.append(not overtaken and number not in grown)
        if accepted[-1]:
            taken |= names
    return accepted


def _commit(lake: Lake, batches: Sequence[Batch], now: datetime) -> None:
    full = [batch for batch in batches if batch.loads]
    if full:
        lake.commit(
            _files(full),
            loads_table([(batch.id, batch.loads) for batch in full], now),
            batch=batch_id(batch.id for batch in full),
            modified_ms=int(now.timestamp() * 1000),
        )

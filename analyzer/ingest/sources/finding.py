"""Which sources paths, folders, globs and URLs name."""

from __future__ import annotations

import glob
import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from analyzer.errors import UsageError
from analyzer.ingest.sources import tar_archives
from analyzer.ingest.sources.byte_stream import why
from analyzer.ingest.sources.source import STDIN, Absent, Source, bucket_of, is_pipe, is_url

_OF_LAKE = "/loads/_delta_log/"


def find(paths: Iterable[str], *, beside: Sequence[str | Path] = ()) -> list[Source]:
    """The sources that paths, folders and globs name, but for those in folders that lie `beside`.

    Raises UsageError where there is none.
    """
    found: dict[str, Source] = {}
    in_vain: dict[str, UsageError] = {}
    for given in paths:
        apart = tuple(one for one in map(_whole, beside) if not _whole(given).startswith(one))
        try:
            for source in _expand(given):
                if not (apart and _whole(source.path).startswith(apart)):
                    found.setdefault(source.name, source)
        except UsageError as error:
            in_vain[given] = error
    if in_vain and not found:
        raise next(iter(in_vain.values()))
    absent = [Absent(given, given, what=error.what) for given, error in in_vain.items()]
    return [*found.values(), *absent]


def _whole(path: str | Path) -> str:
    return f"{os.path.abspath(path)}/"


def _expand(given: str) -> Iterator[Source]:
    if given == STDIN:
        yield Source("-", STDIN, piped=True)
        return
    if is_url(given):
        yield from _objects(given)
        return
    if os.path.exists(given):
        matches = [given]
    else:
        matches = _outside_lakes(sorted(glob.glob(given, recursive=True)))
    if not matches:
        raise UsageError("no such file or folder", where=given, todo="Check the path")
    for match in matches:
        if os.path.isdir(match):
            yield from _in_folder(match)
        else:
            yield from _members(match)


def _in_folder(folder: str) -> Iterator[Source]:
    """The files of a folder of logs, and the folders in it that cannot be looked into.

    Raises UsageError where there is no file.
    """
    closed: list[OSError] = []
    walked = sorted(
        Path(place, name)
        for place, _, names in os.walk(folder, onerror=closed.append)
        for name in names
    )
    files = [
        str(file) for file in walked if file.is_file() and not _hidden(file.relative_to(folder))
    ]
    shut = {
        _as_text(error.filename): why(error)
        for error in closed
        if not _hidden(Path(error.filename).relative_to(folder))
    }
    logs = _outside_lakes(files)
    for file in logs:
        yield from _members(file)
    if logs:
        yield from (Absent(path, path, what=reason) for path, reason in shut.items())
        return
    for path, reason in shut.items():
        raise UsageError(reason, where=path, todo="Check the path")
    if files:
        raise _no_logs(folder)
    raise UsageError("no file in this folder", where=folder, todo="Check the path")


def _no_logs(place: str) -> UsageError:
    return UsageError("this is a lake, no folder of logs", where=place, todo="Check the path")


def _outside_lakes(paths: list[str]) -> list[str]:
    """Those that lie in no lake: its files are no logs, and it may lie where the logs do."""
    rooted = [f"/{path}/" for path in paths]
    lakes = {path.partition(_OF_LAKE)[0] + "/" for path in rooted if _OF_LAKE in path}
    # One that nothing was loaded into.
    secrets = {path.removesuffix("secret/") for path in rooted if path.endswith("/secret/")}
    lakes |= secrets & {path.removesuffix("lock/") for path in rooted}
    within = tuple(lakes)
    return [path for path, at in zip(paths, rooted, strict=True) if not at.startswith(within)]


def _objects(given: str) -> Iterator[Source]:
    """The objects that a URL names: one, those under a prefix, or those of a glob."""
    bucket, key = bucket_of(given)
    try:
        search = bucket.glob if glob.has_magic(key) else bucket.find
        listed = search(key, detail=True)
    except Exception as error:  # each store has errors of its own
        raise UsageError(why(error), where=given, todo="Check the URL and credentials") from None
    if not listed:
        raise UsageError("no such object or prefix", where=given, todo="Check the URL")
    names = _outside_lakes(sorted(listed))
    if not names:
        raise _no_logs(given)
    for name in names:
        about = listed[name]
        url = bucket.unstrip_protocol(name)
        yield Source(url, url, size=about.get("size") or 0)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _members(path: str) -> Iterator[Source]:
    if is_pipe(path):
        # To look into it for an archive would take what is to be read.
        yield Source(_as_text(path), path, piped=True)
        return
    try:
        archive = zipfile.is_zipfile(path)
        members = zipfile.ZipFile(path).infolist() if archive else []
    except (OSError, zipfile.BadZipFile):
        archive, members = False, []
    shown = _as_text(path)
    tarred, cut = ([], None) if archive else tar_archives.files_in(path)
    if not archive and not tarred:
        yield Source(shown, path, size=_size(path))
    for member in members:
        if not member.is_dir():
            name = member.filename
            yield Source(f"{shown}!{_as_text(name)}", path, name, member.compress_size)
    for tar in tarred:
        yield Source(f"{shown}!{_as_text(tar.name)}", path, tar.name, tar.size)
    if cut:
        yield Absent(shown, path, what=f"the archive ends early: {cut}", todo="Copy it again")


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0  # the source itself will say why


def _as_text(path: str) -> str:
    """A name as it can be stored and shown, though its bytes may be no UTF-8."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")

"""Settings of a nightly run, from a TOML file and from the options of the command."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

from analyzer.report import PAGES
from analyzer.system.strict_toml import Document, TomlTable, read


@dataclass(frozen=True)
class NightlySettings:
    """Each as the option of the same name; empty is not said."""

    paths: tuple[str, ...] = ()
    log_format: str | None = None
    vendor: str | None = None
    client: str | None = None
    reports: str | None = None
    formats: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    deliver: str | None = None
    per_vendor: bool = False
    bundle: bool = False
    metrics: str | None = None
    zone: str | None = None
    publish: bool = False

    @property
    def reports_folder(self) -> Path:
        """Where reports are kept."""
        return Path(self.reports or "reports")

    def over(self, file: NightlySettings) -> NightlySettings:
        """These, and what the file says where these say nothing."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(file, **{name: value for name, value in given.items() if value})


def from_file(file: str | None) -> NightlySettings:
    """The settings of a TOML file. Raises CatalogError, which names file and key."""
    if file is None:
        return NightlySettings()
    section = TomlTable.of(Document(read(Path(file)), Path(file)))
    found = NightlySettings(
        paths=section.list_of_texts("paths"),
        log_format=section.text_or_none("log_format"),
        vendor=section.text_or_none("vendor"),
        client=section.text_or_none("client"),
        reports=section.text_or_none("reports"),
        formats=section.list_of_texts("formats"),
        rules=section.list_of_texts("rules"),
        deliver=section.text_or_none("deliver"),
        per_vendor=section.flag("per_vendor", False),
        bundle=section.flag("bundle", False),
        metrics=section.text_or_none("metrics"),
        zone=section.text_or_none("zone"),
        publish=section.flag("publish", False),
    )
    for form in found.formats:
        if form not in PAGES:
            section.fail("formats", f'"{form}" is none', f"Choose from {', '.join(PAGES)}.")
    section.end()
    return found

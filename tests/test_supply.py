"""What analyzer brings along: locked with hashes, under licences that ask for nothing."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata

import pytest

from analyzer.system.version import DISTRIBUTION
from tests.conftest import ROOT

LOCKED = re.compile(
    r"^([A-Za-z0-9._-]+)==\S+( ; [^\\\n]+)? *(\\\n(?:    --hash=sha256:[0-9a-f]{64}.*\n)+)?",
    re.MULTILINE,
)
PERMISSIVE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|PSF|Python Software Foundation|ISC|CC0|Zlib|MPL|Mozilla Public)\b"
)


def licence(name: str) -> str:
    """As the package declares it: an SPDX expression, else classifiers, else a text."""
    about = metadata.metadata(name).json
    classified = [kind for kind in about.get("classifier", []) if "License ::" in kind]
    found = about.get("license_expression") or " ".join(classified) or about.get("license")
    return str(found or "")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_is_locked_with_its_hash(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    found = LOCKED.findall(text)
    assert len(found) == len(re.findall(r"^[A-Za-z0-9]", text, re.M)) > 40
    assert [name for name, _, hashes in found if not hashes] == []


def test_every_package_that_users_get_has_a_permissive_licence() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    licences = {}
    for name, only_where, _ in LOCKED.findall(text):
        try:
            licences[name] = licence(name)
        except metadata.PackageNotFoundError:
            assert only_where, f"{name} is locked for every machine and is not installed"
    unknown = {name: said for name, said in licences.items() if not PERMISSIVE.search(said)}
    assert unknown == {}
    assert {name: said for name, said in licences.items() if "GPL" in said} == {}


def test_pages_install_the_program_by_its_name_on_the_index_with_extras_that_it_has() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["name"] == DISTRIBUTION
    pages = [page.read_text("utf-8") for page in (ROOT / "docs").rglob("*.md")]
    named = {found for page in pages for found in re.findall(r"([\w-]+)\[([\w-]+)\]['`]", page)}
    extras = {extra for name, extra in named if name == DISTRIBUTION}
    assert {"s3", "spark", "mcp", "sign-in"} <= extras <= project["optional-dependencies"].keys()
    assert "analyzer" not in {name for name, _ in named}

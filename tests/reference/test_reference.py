"""The views say what they mean: of stories that are made up, the same as the reference."""

from __future__ import annotations

import random
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.reference.__main__ import check
from tests.reference.comparing import differences, reference_views
from tests.reference.loading import WAYS, in_one_load, known_secret
from tests.reference.reading import read
from tests.reference.shrinking import shrunk
from tests.reference.story import Story
from tests.reference.world import World

FRESH, VERY_MANY_FRESH = 1, 40
pytestmark = pytest.mark.apart


@cache
def _seed_of_this_state() -> int:
    """Fresh stories for each state of the code, the same ones again for the same state."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD^{tree}"]
    tree = subprocess.run(command, capture_output=True, text=True, check=False)
    return int(tree.stdout[:7] or f"{random.SystemRandom().randrange(1 << 28):x}", 16)


@pytest.mark.scale
@pytest.mark.parametrize("seed", [4, pytest.param(1, marks=pytest.mark.scale)])
def test_every_view_says_of_a_story_what_the_reference_says(seed: int) -> None:
    assert check(Story(seed).lines(), seed, WAYS[seed % len(WAYS)]) == {}


@pytest.mark.scale
@pytest.mark.parametrize(
    "number",
    [
        *range(FRESH),
        *(pytest.param(n, marks=pytest.mark.soak) for n in range(FRESH, VERY_MANY_FRESH)),
    ],
)
def test_every_view_says_of_a_fresh_story_what_the_reference_says(number: int) -> None:
    seed = _seed_of_this_state() + number
    found = check(Story(seed).lines(), seed, WAYS[seed % len(WAYS)])
    assert not found, f"python -m tests.reference --first {seed} --seeds 1: {found}"


@pytest.mark.scale
def test_a_line_that_the_lake_has_not_is_a_difference(tmp_path: Path) -> None:
    lines = [line for line in Story(1).lines() if "method" in line][:6]
    with known_secret():
        lake = in_one_load(random.Random(), lines[1:], tmp_path)
        found = differences(lake, World(read(lines), lines), ["requests", "vendor_health"])
    assert list(found) == ["requests", "vendor_health"]
    assert found["requests"][0].startswith("a row is missing: ts=")


def test_of_a_story_only_the_lines_are_left_that_it_takes_to_fail() -> None:
    lines = Story(3).lines()
    needed = [lines[7], lines[-4]]
    assert shrunk(lines, lambda some: all(line in some for line in needed)) == needed


def test_the_same_seed_tells_the_same_story() -> None:
    assert Story(5).lines() == Story(5).lines() != Story(6).lines()


def test_most_views_have_a_reference() -> None:
    assert len(reference_views()) > 20

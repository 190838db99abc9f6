"""Writes `sample_logs`: three days of a small trading team, with a story that views can tell.

`python -m tests.sample_story` writes the folder again, `python -m tests.sample_story DIR` another
one; both come out byte for byte the same. What the logs hold is stated in
`tests/golden/sample_story.toml`.

Nothing here asks a clock or the platform's mathematics library: seeded `random.Random` and plain
arithmetic give the same bytes everywhere.
"""

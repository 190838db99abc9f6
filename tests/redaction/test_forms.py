"""Each form of a credential: samples that go and samples that stay, in SQL and Python."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest

from analyzer.capture.redaction import Redaction
from analyzer.redaction import LONG, Form, chance_words, forms, names, without_forms, words
from analyzer.redaction.macros import macros
from tests.conftest import analyzer
from tests.redaction.planting import LEFT, filled

FORMS = {form.name: form for form in forms()}
NAMES = [*names().strong, *names().spoken]
# What is told by a word that many texts have, only where a long token is assigned to it.
ASSIGNED = (
    *("sig=", "hmac: ", "auth=", "session=", '{"session": "', '{"session":["', "code_verifier="),
    "Authentication: ",
)
STAYS = (
    *("session: pre-market", "auth: none", "session 2026111910000000000", "sig=0"),
    "Authentication: failed",
)
# How a character is written that need not be: HTML, URLs, JSON.
ENCODINGS = ("&#{:d};", "&#00{:d};", "&#{:d}", "&#x{:x};", "&#X{:X};", "%{:x}", "\\u00{:x}")
# What a form may stand after and still begin a word.
BEFORE = ("", " ", "/", "=", "-", ".", '"', "%3D", "%253d", "\\u003d", "\\n", "\\t", "ä", "，")
SPELLINGS = ("{0}_{1}", "{0}-{1}", "{0}{1}", "{0}.{1}")


def begun_by_chance() -> list[str]:
    """Texts of forms whose first word ids hold by chance."""
    return [
        before + text
        for form in FORMS.values()
        for text in texts(form)
        if any(text.lower().startswith(word) for word in chance_words())
        for before in BEFORE
    ]


def assigned(name: str) -> list[str]:
    """Texts that give a name a value, in the spellings of the name."""
    value = "p7zq" * 3
    if name in names().spoken:
        told = [f"{name}:{value}", f"{name}是 {value}", f"{name} {value}"]
        return [*told, *map(quote, told)]
    first, _, second = name.partition(" ")
    spelled = {name} if not second else {it.format(first, second) for it in SPELLINGS}
    if second:
        spelled |= {first + second.title(), f"{first}_{second}".upper()}
    return [f"{one}{mark}{value}" for one in sorted(spelled) for mark in ("=", ": ", '": "')]


def encoded(encoding: str) -> list[str]:
    """Texts with a secret, in each of which another part is encoded."""
    parts = [
        ("api_key=", "_"), ("api_key=", "="), ("password=", "="), ("password=", "s"),
        ("secret=", "e"), ("ghp_", "0123456789"), ("/bot17:", "bo:"), ("/%62ot17:", ":"),
    ]  # fmt: skip
    return [
        "".join(encoding.format(ord(one)) if one in part else one for one in f"{name}{'p7zq' * 9}")
        for name, part in parts
    ]


class Sql:
    """What ingest makes of texts: what is not suspicious is not touched. All are asked for at once,
    since to begin with the patterns takes longer than to look for them."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        self.con.execute(macros())
        asked = {text for form in FORMS.values() for text in (*texts(form), *near_misses(form))}
        asked |= {text for name in NAMES for text in assigned(name)}
        asked |= {text for encoding in ENCODINGS for text in encoded(encoding)}
        asked |= {*STAYS, *begun_by_chance(), *(name + "p7zq" * 6 for name in ASSIGNED)}
        self.cleared = dict(
            self.con.execute(
                "SELECT text, CASE WHEN is_suspicious(text) THEN redact_text(text) ELSE text END"
                " FROM (SELECT unnest($1) AS text)",
                [sorted(asked)],
            ).fetchall()
        )

    def __call__(self, some: list[str]) -> list[str]:
        return [self.cleared[text] for text in some]


@pytest.fixture(scope="module")
def redacted() -> Sql:
    return Sql()


def captured(text: str) -> str:
    return Redaction(lambda secret: "0" * 16).text(text)


def near_misses(form: Form) -> list[str]:
    return [filled(sample, form.name) for sample in form.stays]


def texts(form: Form) -> list[str]:
    return [filled(sample, form.name) for sample in form.goes]


def test_there_are_forms_of_many_kinds() -> None:
    assert len(FORMS) >= 120
    assert all(form.source and form.goes and form.stays for form in FORMS.values())


@pytest.mark.parametrize("name", FORMS)
def test_a_form_goes_and_what_only_looks_like_it_stays(redacted: Sql, name: str) -> None:
    form = FORMS[name]
    gone = redacted(texts(form))
    assert [text for text in gone if LEFT.search(text.encode()) or "REDACTED" not in text] == []
    stays = near_misses(form)
    assert redacted(stays) == stays


@pytest.mark.parametrize("name", FORMS)
def test_capture_takes_out_the_same_forms(name: str) -> None:
    form = FORMS[name]
    assert [text for text in map(captured, texts(form)) if LEFT.search(text.encode())] == []
    stays = near_misses(form)
    assert [captured(text) for text in stays] == stays


@pytest.mark.parametrize("name", FORMS)
def test_a_word_of_suspicion_or_a_long_run_stands_in_every_sample(name: str) -> None:
    form = FORMS[name]
    assert all(word == word.lower() for word in form.words)
    for text in texts(form):
        is_long = not form.words and LONG.search(text)
        assert is_long or any(word in text.lower() for word in form.words)
        assert is_long or any(word in text.lower() for word in words())


@pytest.mark.parametrize("name", FORMS)
def test_a_pattern_is_read_alike_by_re2_and_by_python(redacted: Sql, name: str) -> None:
    form = FORMS[name]
    pattern = re.compile(form.pattern, re.IGNORECASE | re.ASCII)
    assert pattern.groups == form.keeps
    for text in (*texts(form), *near_misses(form)):
        ((found,),) = redacted.con.execute(
            "SELECT regexp_extract($1, $2)", [text, f"(?i){form.pattern}"]
        ).fetchall()
        told = pattern.search(text)
        assert found == (told[0] if told else "")


@pytest.mark.parametrize("name", NAMES)
def test_what_a_name_is_given_goes_however_it_is_spelled(redacted: Sql, name: str) -> None:
    told = assigned(name)
    assert [text for text in redacted(told) if "p7zq" in text] == []
    assert [text for text in map(captured, told) if "p7zq" in text] == []


def test_a_long_token_goes_that_is_assigned_to_a_telling_word(redacted: Sql) -> None:
    told = [name + "p7zq" * 6 for name in ASSIGNED]
    assert [text for text in (*redacted(told), *map(captured, told)) if "p7zq" in text] == []
    assert redacted(list(STAYS)) == list(STAYS)


def test_a_form_whose_word_ids_hold_by_chance_goes_wherever_it_begins(redacted: Sql) -> None:
    told = begun_by_chance()
    assert len(told) >= len(chance_words()) * len(BEFORE)
    assert [text for text in redacted(told) if LEFT.search(text.encode())] == []


def test_such_a_word_within_an_id_is_no_suspicion(redacted: Sql) -> None:
    ids = [f"/v1/9{word}7{'0a' * 9}" for word in chance_words()]
    sql = "SELECT list_filter($1, lambda id: is_suspicious(id))"
    assert redacted.con.execute(sql, [ids]).fetchall() == [([],)]


@pytest.mark.parametrize("name", ["token=", "api_key=", "client-secret="])
def test_a_secret_in_the_name_of_a_file_goes_and_its_extension_stays(name: str) -> None:
    assert without_forms(f"/logs/{name}p7zq7zq.jsonl.gz: empty") == (
        f"/logs/{name}REDACTED.jsonl.gz: empty"
    )
    assert without_forms("/logs/date=2026-11-19/monkey=7.jsonl") == (
        "/logs/date=2026-11-19/monkey=7.jsonl"
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_seen_only_under_an_encoding_goes(redacted: Sql, encoding: str) -> None:
    for left in (*redacted(encoded(encoding)), *map(captured, encoded(encoding))):
        assert "REDACTED" in left
        assert "zq" not in left


@pytest.mark.parametrize("name", ["user[password]", "data%5Btoken%5D", "otp", "psk"])
def test_a_name_in_json_within_a_text_tells_its_secret(name: str) -> None:
    """In brackets as well, as forms of PHP and Rails have them."""
    text = json.dumps({"error": json.dumps({name: "p7zq" * 6})})
    told = duckdb.connect()
    told.execute(macros())
    ((suspicious, left),) = told.execute(
        "SELECT is_suspicious($1), redact_text($1)", [text]
    ).fetchall()
    assert suspicious
    assert "p7zq" not in left
    assert "p7zq" not in captured(text)


@pytest.mark.parametrize(
    "line",
    [
        "time=2026-11-19T10:00:00Z method=GET url=https://api.tickdb.ai/v1/x status=429"
        " headers=[{'key': 'Authorization', 'value': 'Basic dTpwN3pxN3pxN3pxN3px='}]",
        '{"time":"2026-11-19T10:00:00Z","method":"GET","url":"https://api.tickdb.ai/v1/x",'
        '"status":429,"context":{"p7zqP7zq0p7zqP7zq0p7zq":1}}',
        '{"time":"2026-11-19T10:00:00Z","context":{"p7zqP7zq0p7zqP7zq0p7zq":1}}',
    ],
)
def test_what_a_line_seems_to_call_by_a_secret_is_not_told(line: str, tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    log.write_text(f"{line}\n" * 3)
    ran = analyzer("ingest", log, "--lake", tmp_path / "lake")
    told = ran.out + ran.err
    assert "bot.log" in told
    assert [one for one in ("p7zq", "N3px") if one in told] == []

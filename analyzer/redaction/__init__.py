"""Which texts are credentials: one list of their forms and names, for SQL and for Python.

`forms.toml` is the list. Ingest makes its SQL macros from it (`analyzer.redaction.macros`),
`analyzer.capture` its patterns, and who only wants to know which texts need no look at all asks
`words`. Nothing here needs more than the standard library, since capture lives in other programs.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

import tomli

# What is left of a secret.
GONE = "REDACTED"
# What may stand before a form and is part of no word: an encoded or escaped character.
BOUNDARY = r"(?:\b|%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\[nrt])"
LONG_RUN = 40
LONG = re.compile(rf"[/.:%][\w-]{{{LONG_RUN}}}", re.ASCII)
# A letter, a digit, `-` or `_` that is encoded: no encoder does that, but who hides something.
HIDDEN = (
    r"%(?:25)*(?:2d|3[0-9]|[46][1-9a-f]|5[0-9af]|7[0-9a])|\\u00[2-7][0-9a-f]|&#x?0*[0-9a-f]{2,3}"
)
# What may be read otherwise once it is decoded.
ENCODED = rf"%[2-7c-f][0-9a-f]|&(?:lt|quot|amp);|{HIDDEN}"
# What is said of a credential before it is told: `API key provided: …`, `密钥无效：…`.
SAID = (
    "(?:as|is|was|has|been|not|valid|provided|given|supplied|invalid|incorrect|wrong|unknown|expired"
    "|revoked|rejected|disabled|已?(?:无效|無效|错误|錯誤|过期|過期|失效|停用|禁用|撤销|吊销)|不正确|不正確"
    "|不存在|が無効です)"
)


def _long_with_a_digit(character: str) -> str:
    """Sixteen such characters or more with a digit, wherever that stands: nothing looks ahead."""
    places = (0, 2, 4, 6, 8, 10, 12, 14, 15)
    return "|".join(f"{character}{{{at},}}[0-9]{character}{{{15 - at},}}" for at in places)


LONG_WITH_A_DIGIT = _long_with_a_digit(r"[\w.~+/=-]")
# A long token after a telling word, which stays; `STRIPE_KEY` ends in one. Some tell only what is
# assigned to them: `session=…`.
AFTER_A_WORD = (
    r"((?:\b|_)(?:(?:key|token|secret|signature|jwt|credential|password)s?\b"
    r"""\\*["'`]?[\s:：=(（\[<【]*(?:""" + SAID + r"""[\s:：=(（\[<【]+){0,3}"""
    r"""|(?:sig|hmac|auth|authentication|session|verifier)\\*["'`]?\s*[:：=]\s*\[?\s*)"""
    r"""(?:\\*["'`]|[“「])?)"""
    rf"(?:{_long_with_a_digit('[A-Za-z0-9_~+-]')})"
)
# Tokens of a language model's text, which are counted.
COUNTED = (
    r"""(?i)(tokens)((?:\\*["']|%22)?\s*(?:[:=]|%3[ad])(?:\s|%20)*[0-9]{1,9}"""
    r"""(?:[\s,;}\])"'\\%&]|\.?$))"""
)
# A long segment of a path that is an id, whatever goes before it: an address of Ethereum or IPFS, a
# checkout of Stripe; and one of a chain, after the segments that name what has such ids.
PUBLIC_ID = r"0x[0-9A-Fa-f]+|Qm[1-9A-HJ-NP-Za-km-z]{44}|cs_(?:test|live)_[A-Za-z0-9]+"
CHAIN_ID = r"[1-9A-HJ-NP-Za-km-z]{40,50}|[1-9A-HJ-NP-Za-km-z]{86,88}|[EUk]Q[A-Za-z0-9_-]{46}"
BEFORE_CHAIN_ID = (
    "(?i)(?:tx|txn|transaction|address|addresse|account|wallet|signature|mint|nft|block|contract"
    "|validator|holder|owner)s?"
)
# The path of a web hook, up to the token that ends it: Slack, its workflows and triggers, Teams.
WEB_HOOK = (
    "/services/T[A-Z0-9]{6,24}/B[A-Z0-9]{6,24}/"
    "|/workflows/T[A-Z0-9]{6,24}/A[A-Z0-9]{6,24}/[0-9]{6,24}/"
    "|/triggers/[ET][A-Z0-9]{6,24}/[0-9]{6,24}/"
    "|/webhookb2/[0-9a-f@-]{36,100}/IncomingWebhook/"
)
# A run of letters and digits that no field is called by, a UUID, and what may be base64.
_TOKEN = re.compile(
    r"(?=[A-Za-z]*[0-9])[A-Za-z0-9]{20,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-", re.ASCII | re.I
)
_WORD = re.compile(r"[A-Za-z0-9+/]{6,}", re.ASCII)
# A group of a pattern, past what is escaped and sets of characters.
_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(\((?!\?))")
# As many groups as RE2's replacement can name.
_MOST_GROUPS = 9
# With some hundred, RE2 gives up its table of states and is a hundred times slower.
_MOST_ALTERNATIVES = 50


@dataclass(frozen=True)
class Form:
    """One form of a credential.

    `pattern` is read by RE2 and by Python's `re`, in any case; what its one group holds, if it has
    one, stands in front of the secret and stays; so does `after`, with which it ends. One of
    `words` stands in every text that matches; where a form has none, every match holds a long
    run after `/`, `.`, `:` or `%` (`LONG`).
    `goes` and `stays` are samples (see forms.toml), `source` is the document that defines the form.
    """

    name: str
    pattern: str
    words: tuple[str, ...]
    goes: tuple[str, ...]
    stays: tuple[str, ...]
    source: str
    after: str = ""

    @property
    def keeps(self) -> bool:
        """Whether a group stays. To compile each pattern for that takes a fifth of a second."""
        return any(found[1] for found in _GROUP.finditer(self.pattern))


@dataclass(frozen=True)
class Names:
    """Names under which credentials stand, in lower case, words separated by one blank.

    `strong` are secret wherever they are a part of a name, in free text too; `whole` are secret as
    a whole name of a field; `asked` as a whole name of a query's parameter; `spoken` stand before
    their value in texts that are written without blanks. `hints` stand in all of them.
    """

    strong: tuple[str, ...]
    whole: tuple[str, ...]
    asked: tuple[str, ...]
    spoken: tuple[str, ...]
    hints: tuple[str, ...]


@cache
def forms() -> tuple[Form, ...]:
    """Every form, the more telling ones first."""
    return tuple(
        Form(
            name,
            form["pattern"],
            tuple(form["words"]),
            tuple(form["goes"]),
            tuple(form["stays"]),
            form["source"],
            form.get("after", ""),
        )
        for name, form in _file()["forms"].items()
    )


@cache
def names() -> Names:
    """The names of credentials."""
    return Names(**{key: tuple(value) for key, value in _file()["names"].items()})


@cache
def words() -> tuple[str, ...]:
    """Plain words, in lower case: a text that holds none of them, in any case, is harmless.

    Except for two forms that need no word: a run of `LONG_RUN` or more letters, digits, `-` and `_`
    after `/`, `.`, `:` or `%`, which may be a credential; and the credential of the request
    itself, which its reader knows.
    """
    return _fewest({*words_of_forms(), *_encoded(names().hints)})


@cache
def chance_words() -> tuple[str, ...]:
    """Those of `words` that ids hold by chance, though what they are of begins with them.

    They count after a `BOUNDARY` alone.
    """
    return tuple(
        word
        for word in words_of_forms()
        if set(word) <= set("0123456789abcdef-") and all(map(_begins_with(word), _with(word)))
    )


def _with(word: str) -> Iterator[str]:
    """The patterns of forms in which a word stands."""
    return (form.pattern for form in forms() if any(word in one for one in form.words))


def _begins_with(word: str) -> Callable[[str], bool]:
    """Whether all that a pattern matches with a word in it begins with that, at a boundary."""
    first = re.compile(rf"\\b(?:\(\?:(?:[^()|]*\|)*)?{word}", re.I)
    return lambda pattern: bool(first.match(pattern)) and pattern.lower().count(word) == 1


@cache
def words_of_forms() -> tuple[str, ...]:
    """As `words`, for the forms alone."""
    return _fewest(_encoded(word for form in forms() for word in form.words))


@cache
def patterns() -> tuple[tuple[str, str], ...]:
    """A few patterns that match all forms, each with what to put in the place of a match.

    The replacement names groups as RE2 and `re` do (`\\1`); a group that has no part is empty.
    """
    plain = [form.pattern for form in forms() if not form.keeps]
    ends = dict.fromkeys(form.after for form in forms() if form.keeps)
    return (
        *(
            (_any_of(some), "".join(f"\\{n}" for n in range(1, len(some) + 1)) + GONE + end)
            for end in sorted(ends, reverse=True)
            for some in _portions(
                [form.pattern for form in forms() if form.keeps and form.after == end],
                _MOST_GROUPS,
            )
        ),
        *((_any_of(some), GONE) for some in _portions(plain, _MOST_ALTERNATIVES)),
    )


def is_public_id(segment: str, before: str) -> bool:
    """Whether a long segment of a path is no credential; `before` is the segment before it."""
    if re.fullmatch(PUBLIC_ID, segment):
        return True
    return bool(re.fullmatch(BEFORE_CHAIN_ID, before) and re.fullmatch(CHAIN_ID, segment))


def without_forms(text: str) -> str:
    """A short text, such as the name of a file, without what is known by its form or name."""
    low = text.lower()
    if "=" in low and any(hint in low for hint in names().hints):
        text = _named().sub(rf"\1{GONE}", text)
    if _word_of_a_form().search(low) or LONG.search(text):
        for pattern, left in patterns():
            text = re.sub(pattern, left, text, flags=re.ASCII)
    return text


def without_secrets(text: str) -> str:
    """What a person wrote, without what is known by its form, its name or the word before it."""
    return after_a_word().sub(rf"\1{GONE}", without_forms(text))


def may_be_credential(name: str) -> bool:
    """Whether what was taken for a field's name may be a credential.

    So is base64 before the equals sign of its padding, and a token by which an object is keyed.
    """
    return bool(_TOKEN.search(name)) or any(map(_is_userinfo, _WORD.findall(name)))


def _is_userinfo(word: str) -> bool:
    """Whether it is `user:password` in base64, as Basic authentication has it."""
    with suppress(ValueError):
        return ":" in b64decode(word + "=" * (-len(word) % 4)).decode("ascii")[1:]
    return False


@cache
def after_a_word() -> re.Pattern[str]:
    """The pattern of AFTER_A_WORD."""
    return re.compile(AFTER_A_WORD, re.ASCII | re.I)


@cache
def _word_of_a_form() -> re.Pattern[str]:
    return re.compile(one_of(words_of_forms()))


@cache
def _named() -> re.Pattern[str]:
    """What `token=` and the like hold, to the end of a part of a path or query; `.jsonl` stays."""
    listed = "|".join((*map(spelled, names().strong), r"(?<![\w-])key", *names().asked))
    return re.compile(
        rf"((?<![\w-])(?:[\w.-]*(?:{listed}))=)[^\s&/;,:]{{4,}}?"
        r"(?=(?:\.[a-z]{2,6})*(?:[\s&/;,:]|$))",
        re.I,
    )


def one_of(some: Iterable[str]) -> str:
    """A pattern of plain words for Python's `re`, which looks at each of them in a plain list."""
    branches: dict[str, list[str]] = {}
    for word in some:
        branches.setdefault(word[:1], []).append(word[1:])
    if "" in branches:
        return ""
    parts = [re.escape(first) + one_of(rest) for first, rest in sorted(branches.items())]
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def spelled(name: str) -> str:
    """A pattern of a name in its spellings: `apiKey`, `api_key`, `API-KEY`, `api%5Fkey`."""
    return r"(?:[-_.]|%5f|%2d)?".join(map(re.escape, name.split()))


def _encoded(some: Iterable[str]) -> set[str]:
    """Words, and how URLs write them that hold more than letters; twice where a URL is in a URL."""
    found = set(some)
    once = {quote(word, safe="").lower() for word in found}
    return found | once | {quote(word, safe="").lower() for word in once}


def _fewest(some: Collection[str]) -> tuple[str, ...]:
    """Those that hold no other."""
    found = set(some)
    return tuple(sorted(word for word in found if found.isdisjoint(_parts_of(word))))


def _parts_of(word: str) -> Iterator[str]:
    for size in range(1, len(word)):
        for start in range(len(word) - size + 1):
            yield word[start : start + size]


def _any_of(some: Iterable[str]) -> str:
    starts = (one.replace(r"\b", BOUNDARY, 1) if _begins_a_word(one) else one for one in some)
    return "(?i)" + "|".join(starts)


def _begins_a_word(pattern: str) -> bool:
    return pattern.startswith((r"\b", r"(\b", r"(?:\b"))


def _portions(some: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (some[at : at + size] for at in range(0, len(some), size))


@cache
def _file() -> dict[str, Any]:
    text = (resources.files(__package__) / "forms.toml").read_text("utf-8")
    return tomli.loads(text)

"""Sign-in through an OpenID provider: nothing is shown before it, and not to everyone after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from analyzer.text import Text
from tests.browser.openid import Provider, provider
from tests.browser.running import Watched, chromium, dashboard, free_port, path
from tests.browser.screenshots import PAGES
from tests.conftest import rows

pytestmark = pytest.mark.browser
WORDS = Text("dashboard", "en")
SETTINGS = """
[auth]
redirect_uri = "http://localhost:{port}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "analyzer"
client_secret = "not a secret: the provider is a test's"
server_metadata_url = "{provider}/.well-known/openid-configuration"
[people]
allow = ["*@example.com"]
"""


@pytest.fixture(scope="module")
def openid() -> Iterator[Provider]:
    with provider() as one:
        yield one


@pytest.fixture(scope="module")
def address(
    openid: Provider, own_lake: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    port = free_port()
    secrets = tmp_path_factory.mktemp("secrets") / "secrets.toml"
    secrets.write_text(SETTINGS.format(port=port, provider=openid.address), "utf-8")
    with dashboard(own_lake, "--sign-in", secrets, "--host", "127.0.0.1", port=port):
        yield f"http://localhost:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    one = Watched(context.new_page(), address)
    yield one
    context.close()


@pytest.mark.one_in(3)
@pytest.mark.parametrize("name", PAGES)
def test_no_page_shows_anything_before_sign_in(name: str, watched: Watched) -> None:
    frames: list[str | bytes] = []

    def received(frame: str | bytes) -> None:  # Playwright marks its listeners: no method of a list
        frames.append(frame)

    watched.page.on("websocket", lambda socket: socket.on("framereceived", received))
    watched.open(f"{path(name)}?vendor=tickdb")
    assert watched.page.get_by_role("button", name=WORDS("sign_in.title")).count() == 1
    assert WORDS(f"{name}.title") not in watched.text()
    assert watched.page.locator("[data-testid=stSidebar]").count() == 0
    sent = b"".join(got if isinstance(got, bytes) else got.encode() for got in frames)
    assert WORDS("sign_in.title").encode() in sent
    assert not any(word in sent for word in (b"mm-bot", b"md-feed", b"api/v1", b"55tech"))


def test_who_signs_in_sees_every_page_until_signing_out(
    openid: Provider, watched: Watched, own_lake: Path
) -> None:
    [wanted] = rows(own_lake, "SELECT count(*) AS n FROM requests")
    openid.person = {"email": "ann@example.com", "email_verified": True}
    watched.open()
    watched.page.get_by_role("button", name=WORDS("sign_in.title")).click()
    watched.page.get_by_text(WORDS("sign_in.who", who="ann@example.com")).wait_for(timeout=60_000)
    watched.settle()
    assert watched.tile("Requests") == f"{wanted['n']:,}"
    watched.open(path("failures"))
    assert WORDS("failures.title") in watched.text()
    assert watched.alarms() == []
    watched.page.get_by_role("button", name=WORDS("sign_in.out")).click()
    watched.page.get_by_role("button", name=WORDS("sign_in.title")).wait_for(timeout=60_000)


def test_a_link_is_opened_after_sign_in(openid: Provider, watched: Watched) -> None:
    openid.person = {"email": "ann@example.com", "email_verified": True}
    watched.open(f"{path('failures')}?vendor=tickdb")
    watched.page.get_by_role("button", name=WORDS("sign_in.title")).click()
    watched.page.wait_for_url("**/failures?vendor=tickdb", timeout=60_000)
    title = watched.page.get_by_role("heading", name=WORDS("failures.title"), exact=True)
    title.wait_for(timeout=60_000)
    watched.settle()
    assert watched.alarms() == []


@pytest.mark.parametrize(
    "person",
    [
        {"email": "eve@example.org", "email_verified": True},
        {"email": "eve@example.com", "email_verified": False},
        {"name": "Eve"},
    ],
)
def test_who_is_not_on_the_list_is_told_so_and_sees_nothing(
    person: dict[str, object], openid: Provider, watched: Watched
) -> None:
    openid.person = person
    watched.open()
    watched.page.get_by_role("button", name=WORDS("sign_in.title")).click()
    watched.page.get_by_role("button", name=WORDS("sign_in.out")).wait_for(timeout=60_000)
    watched.settle()
    assert len(watched.alarms()) == 1
    assert watched.page.locator("[data-testid=stMetric], [data-testid=stSidebar]").count() == 0


@pytest.mark.soak
def test_a_file_is_read_in_after_sign_in(
    openid: Provider, watched: Watched, own_lake: Path, tmp_path: Path
) -> None:
    log = tmp_path / "after-sign-in.jsonl"
    log.write_text('{"ts": "2026-11-19T10:00:00Z", "vendor": "ann", "status": 200}\n', "utf-8")
    openid.person = {"email": "ann@example.com", "email_verified": True}
    watched.open(path("data"))
    assert watched.page.locator("input[type=file]").count() == 0
    watched.page.get_by_role("button", name=WORDS("sign_in.title")).click()
    watched.page.locator("input[type=file]").set_input_files(log)
    watched.page.get_by_role("button", name=WORDS("data.ingest")).click()
    watched.settle()
    assert watched.alarms() == []
    assert rows(own_lake, "SELECT count(*) AS n FROM requests WHERE vendor = 'ann'") == [{"n": 1}]

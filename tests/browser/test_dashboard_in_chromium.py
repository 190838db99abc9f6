"""What a reader does with the dashboard, done in Chromium."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from analyzer.models import INTERMEDIATE, models
from analyzer.text import Text
from tests.browser.running import Watched, dashboard, path
from tests.browser.screenshots import PAGES, TRACE
from tests.conftest import analyzer, rows

pytestmark = [pytest.mark.browser, pytest.mark.one_in(4)]

# The bars of a chart, without what marks the stretch that a reader drags over.
BARS = "g.mark-rect.role-mark:not([class*=brush]) path"
POINTS = "g.mark-symbol.role-mark path"

NASTY = (
    "<img src=x onerror=alert(1)> **bold** :red[x] $a$ [x](javascript:y) `c` #h ~~s~~ 1:2=3/4@5"
    " :material/home: <script>alert(2)</script> ![i](//x.invalid/p.png) :blue-badge[b] | - 1. x"
)
# What Streamlit's Markdown would have made of it: pictures, links, formulas, icons, emphasis, code.
MADE = ", ".join(
    f"[data-testid=stApp] {one}"
    for one in (
        "img[src=x]", "img[src*='x.invalid']", "[href^='javascript:']", ".katex",
        "[data-testid=stMarkdownContainer] strong:text('bold')", "del:text('s')",
        ".stMarkdownBadge:text-is('b')", ".stMarkdownColoredText:text('x')", "code:text-is('c')",
        "[data-testid=stMarkdownContainer] [data-testid=stIconMaterial]:text-is('home')",
    )
)  # fmt: skip


def drag(page: Page, chart: int, start: float, stop: float) -> None:
    """Drag over a chart, from and to these shares of its width."""
    figure = page.locator("[data-testid=stVegaLiteChart]").nth(chart)
    figure.scroll_into_view_if_needed()
    box = figure.bounding_box()
    assert box
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * start, height)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * stop, height, steps=8)
    page.mouse.up()


def height(bar: Locator) -> float:
    """How tall a bar is drawn."""
    box = bar.bounding_box()
    return box["height"] if box else 0


def width(bar: Locator) -> float:
    """How long a bar is drawn."""
    box = bar.bounding_box()
    return box["width"] if box else 0


def on_top(page: Page, chart: int, marks: str) -> Locator:
    """A mark of a chart that no other lies over, so that a pointer reaches it."""
    figure = page.locator("[data-testid=stVegaLiteChart]").nth(chart)
    figure.scroll_into_view_if_needed()
    figure.locator(marks).last.wait_for(state="attached")
    free: int = figure.locator(marks).evaluate_all(
        """marks => marks.findLastIndex(one => {
          const { left, top, width, height } = one.getBoundingClientRect();
          const [x, y] = [left + width / 2, top + height / 2];
          return height > 3 && one === document.elementFromPoint(x, y);
        })"""
    )
    assert free >= 0
    return figure.locator(marks).nth(free)


def test_dragging_over_a_chart_shows_that_time_on_every_page(watched: Watched) -> None:
    watched.open()
    everything = watched.tile("Requests")
    drag(watched.page, 1, 0.3, 0.5)
    watched.settle()
    assert "range=2026-11-1" in watched.page.url
    narrowed = watched.tile("Requests")
    assert narrowed != everything
    watched.page.get_by_role("link", name="Failures").first.click()
    watched.settle()
    assert "range=2026-11-1" in watched.page.url
    assert watched.complaints == []


@pytest.mark.one_in(2)
@pytest.mark.parametrize(
    ("page", "chart", "chosen"),
    [
        ("overview", 0, "class="),
        ("overview", 1, "outcome="),
        ("failures", 0, "class="),
        ("authentication", 0, "class="),
        ("partial_failures", 0, "class=partial_failure"),
        ("requests", 0, "outcome="),
    ],
)
def test_a_click_on_a_bar_shows_its_requests(
    page: str, chart: int, chosen: str, watched: Watched
) -> None:
    watched.open(path(page))
    bars = watched.page.locator("[data-testid=stVegaLiteChart]").nth(chart).locator(BARS)
    bars.first.wait_for()
    bar = max(bars.all(), key=height)
    requests = re.search(r"(?:Requests|Failures): ([0-9,]+)", bar.get_attribute("aria-label") or "")
    bar.scroll_into_view_if_needed()
    bar.click()
    watched.settle()
    assert "/requests?" in watched.page.url
    assert chosen in watched.page.url
    assert "range=2026-11-1" in watched.page.url
    assert requests
    assert f"{requests[1]} requests" in watched.text()
    assert watched.complaints == []


@pytest.mark.one_in(2)
@pytest.mark.parametrize(
    ("page", "chart", "marks"),
    [
        ("rate_limits", 0, BARS),
        ("rate_limits", 1, POINTS),
        ("vendors", 0, POINTS),
        ("vendors", 1, POINTS),
    ],
)
def test_a_point_or_a_bar_of_a_limit_shows_the_requests_of_its_time(
    page: str, chart: int, marks: str, watched: Watched, sample_lake: Path
) -> None:
    watched.open(path(page))
    mark = on_top(watched.page, chart, marks)
    said = mark.get_attribute("aria-label") or ""
    mark.click()
    watched.settle()
    chosen = parse_qs(urlsplit(watched.page.url).query)
    since, until = chosen["range"][0].split("/")
    assert f"Time: {since.replace('T', ' ')}" in said
    names = {"vendor": chosen["vendor"][0], "key_id": chosen.get("key", [None])[0]}
    names["client_ip"] = chosen.get("q", [""])[0] or None
    alike = " AND ".join(f"{name} = '{value}'" for name, value in names.items() if value)
    query = f"SELECT count(*) AS n FROM requests WHERE ts >= '{since}Z' AND ts < '{until}Z' AND "
    [found] = rows(sample_lake, query + alike)
    assert f"{found['n']:,} requests" in watched.text()
    assert watched.complaints == []


def test_a_bar_of_any_60_s_opens_the_requests_that_it_counts(watched: Watched) -> None:
    watched.open("/rate_limits")
    mark = on_top(watched.page, 2, BARS)
    told = re.search(r"Peak in 60 s: ([0-9,]+)", mark.get_attribute("aria-label") or "")
    mark.click()
    watched.settle()
    assert told
    assert f"{told[1]} requests" in watched.text()
    assert watched.complaints == []


def test_a_part_of_a_bar_of_partial_failures_shows_those_that_came_to_that(
    browser: Browser, tmp_path: Path
) -> None:
    lake, log = tmp_path / "lake", tmp_path / "calls.jsonl"
    log.write_text(
        "".join(
            json.dumps(
                {"ts": f"2026-11-16T10:{minute}:00Z", "method": "POST", "status": status,
                 "url": f"https://api.55-tech.com/api/v1/orders/{order}/cancel",
                 "response_body": {"detail": "some failed"}}
            ) + "\n"
            for minute, order, status in ((10, 1, 502), (11, 2, 502), (12, 2, 200), (50, 3, 200))
        ),
        "utf-8",
    )  # fmt: skip
    assert analyzer("ingest", log, "--lake", lake).status == 0
    with dashboard(lake) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 1400})
        watched = Watched(context.new_page(), address)
        watched.open("/partial_failures?range=3d")
        bars = watched.page.locator("[data-testid=stVegaLiteChart]").first.locator(BARS)
        bars.first.wait_for()
        said = bars.first.get_attribute("aria-label") or ""
        bars.first.click()
        watched.settle()
        assert ("resolution=open" in watched.page.url) == ("Open" in said)
        assert "1 request." in watched.text()
        context.close()


def test_an_event_from_outside_opens_nothing_and_hides_no_bar(
    browser: Browser, tmp_path: Path
) -> None:
    lake, log = tmp_path / "lake", tmp_path / "calls.jsonl"
    log.write_text(
        "".join(
            f'{{"ts":"2026-11-16T{hour:02}:00:00Z","url":"https://api.tickdb.ai/x","status":500}}\n'
            for hour in range(24)
        ),
        "utf-8",
    )
    assert analyzer("ingest", log, "--lake", lake).status == 0
    noted = ("--at", "2026-11-16T02:30:00Z", "--until", "2026-11-16T20:00:00Z")
    assert analyzer("note", "their maintenance", *noted, "--lake", lake).status == 0
    with dashboard(lake) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 1400})
        for chart in (0, 1):
            watched = Watched(context.new_page(), address)
            watched.open("/?range=2026-11-16")
            figure = watched.page.locator("[data-testid=stVegaLiteChart]").nth(chart)
            told = figure.locator("path[aria-label*='their maintenance']")
            told.last.wait_for(state="attached")
            began = told.last.bounding_box()
            assert began
            # The rule, at half of its height; then a bar in the middle of what it lasted.
            watched.page.mouse.click(began["x"] + 1, began["y"] + began["height"] / 2)
            watched.settle()
            assert watched.alarms() == watched.complaints == []
            assert "/requests" not in watched.page.url
            figure.locator("path[aria-label*='Time: 2026-11-16 10:00']").first.click()
            watched.settle()
            assert "range=2026-11-16T10%3A00%2F2026-11-16T10%3A15" in watched.page.url
            assert watched.alarms() == watched.complaints == []
        context.close()


@pytest.mark.soak
def test_what_was_throttled_and_what_was_open_lead_to_it(watched: Watched) -> None:
    watched.open("/rate_limits")
    bars = watched.page.locator("[data-testid=stVegaLiteChart]").nth(3).locator(BARS)
    bars.first.wait_for(state="attached")
    bar = max(bars.all(), key=width)
    said = re.sub("[\u2068\u2069]", "", bar.get_attribute("aria-label") or "")
    bar.click()
    watched.settle()
    assert "class=rate_limit" in watched.page.url
    vendor, client, throttled = re.findall(r"Who: (\S+) · (\S+) \((\d+)\)", said)[0]
    assert f"vendor={vendor}" in watched.page.url
    assert f"client={client}" in watched.page.url
    assert f"{int(throttled):,} requests" in watched.text()
    watched.open("/rate_limits")
    on_top(watched.page, 4, POINTS).click()
    watched.settle()
    assert "protocol=websocket" in watched.page.url
    assert re.search(r"\d+ requests", watched.text())
    assert watched.complaints == []


def test_a_mark_of_a_timeline_shows_its_request(watched: Watched) -> None:
    watched.open(f"/trace?id={TRACE}")
    words = Text("dashboard", "en")("requests.detail")
    assert words not in watched.text()
    on_top(watched.page, 0, POINTS).click()
    watched.settle()
    assert words in watched.text()
    assert watched.complaints == []


def test_a_tile_leads_to_the_requests_behind_it_with_the_filters_kept(watched: Watched) -> None:
    watched.open("/?vendor=tickdb&client=md-feed")
    shown = watched.tile("Requests")
    watched.page.locator("[data-testid=stMain]").get_by_role("link", name="Requests").click()
    watched.settle()
    assert "vendor=tickdb" in watched.page.url
    assert f"{shown} requests" in watched.text()


def test_selecting_an_incident_opens_its_requests(watched: Watched) -> None:
    watched.open()
    start = watched.page.url
    incidents = watched.page.locator("[data-testid=stDataFrame]").first
    incidents.scroll_into_view_if_needed()
    box = incidents.bounding_box()
    assert box
    watched.page.mouse.click(box["x"] + 18, box["y"] + 38 + 33)
    watched.settle()
    assert "/requests?" in watched.page.url
    assert "class=" in watched.page.url
    assert "vendor=" in watched.page.url
    watched.page.go_back()
    watched.settle()
    assert watched.page.url == start, "one step of Back for one drill"
    assert watched.complaints == []


def test_back_and_an_address_show_the_time_that_was_shown(watched: Watched) -> None:
    def period() -> str:
        shown = re.search(r"20\d\d-.* UTC", watched.text())
        assert shown
        return shown[0]

    watched.open("/failures")
    usual = period()
    grid = watched.page.locator(".st-key-failures_by_code canvas").first
    grid.focus()
    watched.page.keyboard.press("ArrowDown")
    watched.page.keyboard.press("Enter")
    watched.settle()
    watched.page.go_back()
    watched.settle()
    assert watched.page.url.endswith("/failures")
    assert period() == usual
    for word in ("1h", "3d", "6h"):
        watched.page.get_by_role("combobox").first.click()
        watched.page.get_by_role("option", name=word, exact=True).click()
        watched.settle()
        chosen = period()
        watched.page.reload()
        watched.settle()
        assert period() == chosen, word
    assert watched.complaints == []


def test_back_takes_off_one_filter_and_forward_puts_it_on_again(watched: Watched) -> None:
    watched.open("/requests?range=all")
    seen = [(watched.page.url, watched.text())]
    for name, value in (("Vendor", "tickdb"), ("Time range", "24h"), ("Outcome", "Failed")):
        watched.page.get_by_role("combobox", name=name, exact=True).click()
        watched.page.get_by_role("option", name=value, exact=True).click()
        watched.page.keyboard.press("Escape")
        watched.settle()
        seen.append((watched.page.url, watched.text()))
    assert len(set(seen)) == 4
    for there in reversed(seen[:-1]):
        watched.page.go_back()
        watched.settle()
        assert (watched.page.url, watched.text()) == there
    for there in seen[1:]:
        watched.page.go_forward()
        watched.settle()
        assert (watched.page.url, watched.text()) == there
    assert watched.complaints == []


def test_an_address_shows_a_colleague_the_same(watched: Watched, browser: Browser) -> None:
    watched.open("/requests?vendor=tickdb&class=quota&range=2026-11-18&q=ticker&lang=zh-Hans")
    watched.page.get_by_role("link", name="失败").first.click()
    watched.settle()
    watched.page.go_back()
    watched.settle()
    context = browser.new_context(viewport={"width": 1440, "height": 1400})
    colleague = Watched(context.new_page(), watched.address)
    colleague.open(watched.page.url.removeprefix(watched.address))

    def shown(page: Watched) -> str:
        return re.sub(r"\d+ 分前", "", page.text())  # the data's age goes on meanwhile

    for _ in range(20):  # a chart may still be on its way
        if shown(colleague) == shown(watched):
            break
        colleague.page.wait_for_timeout(500)
    assert shown(colleague) == shown(watched)
    context.close()


@pytest.mark.soak
def test_the_language_changes_everything_and_keeps_the_filters(watched: Watched) -> None:
    watched.open("/?vendor=tickdb")
    before = watched.tile("Requests")
    watched.page.get_by_role("combobox", name="Language").click()
    watched.page.get_by_role("option", name="繁體中文").click()
    watched.settle()
    words = Text("dashboard", "zh-Hant")
    assert words("overview.title") in watched.text()
    assert watched.tile(words("overview.requests")) == before
    assert "lang=zh-Hant" in watched.page.url
    assert "vendor=tickdb" in watched.page.url


@pytest.mark.soak
def test_times_are_utc_until_the_browsers_zone_is_asked_for(watched: Watched) -> None:
    watched.open("/?range=2026-11-17")
    assert "2026-11-17 00:00 – 2026-11-18 00:00 UTC" in watched.text()
    figure = watched.page.locator("[data-testid=stVegaLiteChart]").last
    assert "11-18" in figure.inner_text()
    watched.page.get_by_text("Browser’s time zone").click()
    watched.settle()
    assert "2026-11-17 08:00 – 2026-11-18 08:00 Asia/Shanghai" in watched.text()
    assert "local=true" in watched.page.url


def test_a_trace_gives_a_bundle_for_support(watched: Watched) -> None:
    watched.open("/trace")
    watched.page.get_by_role("textbox", name="Trace or request id").fill(TRACE.replace("-", ""))
    watched.page.keyboard.press("Enter")
    watched.settle()
    with watched.page.expect_download() as download:
        watched.page.get_by_role("button", name="Download the bundle").click()
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as bundle:
        manifests = [name for name in bundle.namelist() if name.endswith("manifest.json")]
        assert manifests
        assert json.loads(bundle.read(manifests[0]))["trace"]
    assert watched.complaints == []


@pytest.mark.soak
def test_the_bundle_of_a_card_is_in_the_readers_language(watched: Watched) -> None:
    watched.open("/?lang=zh-Hant")
    words = Text("dashboard", "zh-Hant")
    watched.page.get_by_role("button", name=words("triage.vendor")).first.click()
    with watched.page.expect_download() as download:
        watched.page.get_by_role("button", name=words("trace.bundle_get")).click()
    with zipfile.ZipFile(download.value.path()) as bundle:
        assert Text("bundle", "zh-Hant")("message.question") in bundle.read("message.txt").decode()


def ask(watched: Watched, sql: str, answer: str) -> None:
    """Run a query as one who does not wait: what was typed is left by the very click."""
    watched.page.get_by_label("Query", exact=True).fill(sql)
    watched.page.get_by_role("button", name="Run").click()
    page = watched.page.locator("[data-testid=stMain]")
    expect(page).to_contain_text(answer, timeout=90_000)
    watched.settle()


@pytest.mark.soak
def test_sql_is_answered_and_writing_is_refused(watched: Watched) -> None:
    watched.open("/sql")
    ask(watched, "SELECT count(*) AS answer FROM failures", "Rows: 1, in")
    ask(watched, "INSERT INTO catalog_vendors VALUES ('x')", "refused")
    assert watched.page.locator("[data-testid=stAlert]").count()
    ask(watched, "SELECT 1 +", "^")
    assert "SELECT 1 +\n         ^" in watched.text(), "DuckDB's caret stands below the fault"


@pytest.mark.soak
def test_a_query_is_completed_while_it_is_typed(watched: Watched) -> None:
    watched.open("/sql")
    editor = watched.page.locator(".st-key-query textarea[aria-autocomplete]")
    offered = watched.page.get_by_role("option")

    def types(words: str, *keys: str) -> list[str]:
        editor.press_sequentially(words)
        names = [one.split("\n")[0] for one in offered.all_inner_texts()]
        for key in keys:
            editor.press(key)
        return names

    views = types("select * from fai", "Tab")
    assert views[0] == "failures"
    inner = [models()[name].layer == INTERMEDIATE for name in views]
    assert inner == sorted(inner), "inner ones come last"
    assert inner[-1]
    assert types(" f where f.cl", "ArrowDown", "Enter")[:2] == ["client", "class"]
    assert types(" = 'ra") == []
    editor.press_sequentially("te_limit' -- fai\n")
    expect(offered.first).to_be_hidden()
    assert editor.input_value() == "select * from failures f where f.class = 'rate_limit' -- fai\n"
    editor.press("Control+Space")
    expect(offered.first).to_be_visible()
    editor.press("Escape")
    expect(offered.first).to_be_hidden()
    editor.press("Control+Enter")
    watched.settle()
    assert re.search(r"[\d,]+ rows", watched.text())
    assert watched.complaints == watched.calls == []


@pytest.mark.soak
def test_the_sql_of_a_panel_opens_in_the_editor(watched: Watched) -> None:
    watched.open("/failures")
    watched.page.get_by_role("button", name="SQL").first.click()
    watched.page.get_by_role("button", name="Open in the editor").first.click()
    watched.settle()
    assert "/sql?" in watched.page.url
    assert re.search(r"Rows: \d+, in", watched.text())


@pytest.mark.soak
def test_a_panel_can_be_taken_as_a_picture(watched: Watched) -> None:
    watched.open("/vendors")
    words = Text("dashboard", "en")
    watched.page.locator("[data-testid=stVegaLiteChart]").first.hover()
    with watched.page.expect_download() as download:
        watched.page.get_by_role(
            "button", name=f"Download as PNG: {words('vendors.success')}"
        ).click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_a_new_load_shows_by_itself_only_where_that_was_asked_for(
    browser: Browser, tmp_path: Path
) -> None:
    lake, log, more = tmp_path / "lake", tmp_path / "one.jsonl", tmp_path / "more.jsonl"
    line = '{{"ts":"2026-11-16T10:00:0{}Z","url":"https://api.tickdb.ai/v1/x","status":200}}\n'
    log.write_text(line.format(0), "utf-8")
    more.write_text(line.format(1), "utf-8")
    assert analyzer("ingest", log, "--lake", lake).status == 0
    with dashboard(lake) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 1400})
        still, moving = (Watched(context.new_page(), address) for _ in range(2))
        for watched in (still, moving):
            watched.page.clock.install()
            watched.open()
        moving.page.get_by_role("combobox", name="Refresh").click()
        moving.page.get_by_role("option", name="Every minute").click()
        moving.settle()
        moving.page.get_by_role("link", name="Failures").first.click()
        moving.settle()
        assert "refresh=1min" in moving.page.url
        moving.open("/?refresh=1min")
        assert analyzer("ingest", more, "--lake", lake).status == 0
        for watched in (still, moving):
            watched.page.clock.fast_forward(61_000)
            watched.settle()
        assert (still.tile("Requests"), moving.tile("Requests")) == ("1", "2")
        assert moving.complaints == []
        context.close()


def test_what_is_acknowledged_on_the_command_line_shows_by_itself(
    browser: Browser, tmp_path: Path
) -> None:
    lake, log = tmp_path / "lake", tmp_path / "one.jsonl"
    refused = {
        "url": "https://api.tickdb.ai/v1/x", "status": 401, "response_body": {"code": 1001},
        "request_headers": {"X-API-Key": "11111111-1111-4111-8111-000000000001"},
    }  # fmt: skip
    times = (f"2026-11-16T10:00:0{second}Z" for second in range(3))
    log.write_text("".join(json.dumps(refused | {"ts": ts}) + "\n" for ts in times), "utf-8")
    assert analyzer("ingest", log, "--lake", lake).status == 0
    (told,) = json.loads(analyzer("report", "--lake", lake, "--format", "json").out)
    (key,) = (one for one in told["unfinished"] if one["kind"] == "keys")
    with dashboard(lake) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 1400})
        watched = Watched(context.new_page(), address)
        watched.page.clock.install()
        watched.open("/unfinished?refresh=1min")
        assert watched.tile("Dead keys in use") == "1"
        assert analyzer("acknowledge", key["id"], "--lake", lake).status == 0
        watched.page.clock.fast_forward(61_000)
        watched.settle()
        assert watched.tile("Dead keys in use") == "0"
        context.close()


def test_a_dropped_file_is_read_and_shows(
    browser: Browser, tmp_path: Path, sample_lake: Path
) -> None:
    log = tmp_path / "nasty.jsonl"
    line = {
        "ts": "2026-11-16T10:00:00Z",
        "url": f"https://api.tickdb.ai/v1/{NASTY}",
        "status": 500,
        "client": NASTY,
        "method": NASTY,
        "trace_id": "t-1",
        "response_body": {"code": NASTY, "message": NASTY},
    }
    log.write_text(json.dumps(line) + "\n", "utf-8")
    lake = tmp_path / "lake"
    lake.mkdir()
    assert analyzer("ingest", log, "--lake", lake, "--client", "first").status == 0
    other = tmp_path / f"{NASTY.replace('/', '_')}.jsonl"
    other.write_text(json.dumps({**line, "ts": "2026-11-16T10:01:00Z"}) + "\nno JSON\n", "utf-8")
    with dashboard(lake) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 1400})
        watched = Watched(context.new_page(), address)
        watched.open("/data")
        watched.page.locator("input[type=file]").set_input_files(other)
        watched.page.get_by_role("button", name="Read into the lake").click()
        watched.settle()
        assert "lines 2 = requests 1" in watched.text()
        assert watched.page.locator(MADE).count() == 0
        assert rows(lake, "SELECT count(*) AS n FROM requests") == [{"n": 2}]
        for page in PAGES:
            watched.open(f"{path(page)}?id=t-1" if page == "trace" else path(page))
            assert watched.page.locator(MADE).count() == 0, page
            if page == "trace":
                assert f"tickdb · {NASTY}" in watched.text()
        assert watched.complaints == []
        assert watched.calls == []
        context.close()

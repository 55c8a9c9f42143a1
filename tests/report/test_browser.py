"""The page of a note in a real browser: choosing, filtering, keyboard, languages, offsets, hostile text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.model.correction import Correction
from pipeline.report.build import write_pages
from pipeline.report.notes import load_note
from pipeline.report.state import STATES
from tests.report import made
from tests.report.browser import Screen
from tests.report.conftest import Site

ENTER, ESCAPE, TAB, LEFT, RIGHT, HOME, END = "\ue007", "\ue00c", "\ue004", "\ue012", "\ue014", "\ue011", "\ue010"
PAGES = ("results", "hostile", "paged", "failed", "index")


def figure(screen: Screen, text: str) -> str:
    """Selector of the first figure that reads `text`."""
    found = [each for each in screen.all("#note a.f") if each.text.replace("\n", "") == text]
    return f"#note a.f[id='{found[0].get_attribute('id')}']"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nothing_of_the_network_and_complains_of_nothing(screen: Screen, site: Site, name: str) -> None:
    screen.complaints(), screen.requests()
    screen.open(getattr(site, name))
    assert screen.complaints() == []
    assert screen.requests() == []
    assert screen.run("return document.fonts.size") == 0


def test_choosing_a_figure_shows_everything_that_is_known_of_it(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    screen.click(figure(screen, "30%"))
    panel = screen.one("#panel-body")
    assert "海風電子 · 收入 · 按年增幅 · 2025Q3" in panel.text
    assert screen.one("#panel-body .big").text == "30%"
    assert screen.one("#panel-body .badge").text == "矛盾"
    assert screen.texts("#panel-body .formula") == ["125億 / 100億 − 1"]
    assert "相差 3.93 個百分點" in panel.text
    assert [each.text.split("\n")[0] for each in screen.all("#panel-body .member")] == ["30%", "125 億元", "100.0"]
    screen.click("#panel-body details summary")
    rows = {row.text.split("\n")[1].split(" ")[0] for row in screen.all(".row-table tr")}
    claims = json.loads((Path(__file__).parents[2] / "schemas" / "claims.schema.json").read_text(encoding="utf-8"))
    assert rows == set(claims["properties"]) - {"evidence", "pipeline_version", "vocabulary_hash"}
    assert screen.run("return location.hash") == "#" + screen.one("#note a.chosen").get_attribute("id")


def test_a_corrected_figure_says_who_corrected_it_and_how_it_was_read(screen: Screen, tmp_path: Path) -> None:
    draft = made.Draft("# 甲公司業績\n甲公司收入為 12 億元。\n", "a.md")
    said = Correction("", "unit", "CNY", "HKD", "陳", "報表以港元列示")
    draft.claim("12 億元", "1200000000", "HKD", entity="甲公司", metric="收入", corrections=(said,))
    folder = made.folder(tmp_path / "extracted", [draft])
    write_pages(folder, tmp_path / "pages", today=made.TODAY)
    screen.open(tmp_path / "pages" / f"{draft.id}.html")
    screen.click(figure(screen, "12 億元"))
    assert "HKD由 陳 修正：報表以港元列示（原讀作 CNY）" in screen.one("#panel-body").text.replace(
        " 港元", "HKD"
    ).replace("\n", "")
    screen.click("#language")
    assert "corrected by 陳: 報表以港元列示 (read as" in screen.one("#panel-body").text
    screen.click("#language")  # the browser remembers it for the pages that follow


def test_both_intervals_are_drawn_where_they_are(screen: Screen, site: Site) -> None:
    """29.5..30.5 is printed, 24.44..25.56 follows: apart, in this order, and to one scale."""
    screen.open(site.results)
    screen.click(figure(screen, "30%"))
    stated, derived = (
        screen.run(f"const r = document.querySelector('.chart rect.{which}').getBBox(); return [r.x, r.x + r.width]")
        for which in ("stated", "derived")
    )
    assert derived[0] < derived[1] < stated[0] < stated[1]
    scale = (stated[1] - stated[0]) / 1.0
    assert (stated[0] - derived[1]) / scale == pytest.approx(29.5 - 25.562781391, rel=1e-3)
    assert (derived[1] - derived[0]) / scale == pytest.approx(25.562781391 - 24.43971986, rel=1e-3)
    assert (
        screen.one(".chart").get_attribute("aria-label").startswith("區間圖: 印出 [29.5, 30.5]%, 推得 [24.43, 25.57]%")
    )


def test_a_member_of_a_relation_leads_on_to_its_own_figure(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    screen.click(figure(screen, "30%"))
    assert screen.run("return document.querySelectorAll('#note .linked').length") == 2
    screen.all("#panel-body .member")[2].click()
    chosen = screen.one("#note a.chosen")
    assert chosen.text == "100.0"
    assert screen.run("return document.activeElement === arguments[0]", chosen)
    assert screen.run(
        "const b = arguments[0].getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight", chosen
    )


@pytest.mark.parametrize("name", ["results", "paged"])
def test_every_offset_leads_to_its_characters(screen: Screen, site: Site, name: str) -> None:
    """Of figures and of what they were taken from, also over ends of lines and pages and after a surrogate pair."""
    path = getattr(site, name)
    note = load_note(site.data, path.stem)
    screen.open(path)
    spans = [(claim.start, claim.end) for claim in note.claims]
    spans += [(a, b) for claim in note.claims for places in json.loads(claim.evidence).values() for a, b in places]
    assert len(spans) > len(note.claims)
    found = screen.run(
        "return arguments[0].map(([a, b]) => { const r = rangeOf(a, b); return r && r.toString(); })", spans
    )
    squeezed = [re.sub(r"\s", "", note.raw_text[start:end]) for start, end in spans]
    assert [re.sub(r"\s", "", text) for text in found] == squeezed


def test_the_words_that_a_value_was_taken_from_light_up(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    screen.click(figure(screen, "1,350 萬部"))
    lit = "return [...CSS.highlights.get('taken-from')].map((range) => range.toString())"
    assert screen.run(lit) == ["出貨量", "全年"]
    screen.click("#panel-body .from")
    assert screen.run(lit) == ["出貨量"]


def test_heads_caption_and_unit_line_of_a_cell_are_told(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    screen.click(figure(screen, "60.0"))
    told = screen.one("#panel-body").text
    for words in ("列標題\n終端", "欄標題\n2024Q3", "單位\n單位：億元"):
        assert words in told, told


def test_the_keyboard_alone_reads_the_note(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    for _ in range(40):
        screen.press(TAB)
        if screen.focused().get_attribute("data-c"):
            break
    assert screen.focused().text == "125 億元"  # one stop for all figures
    assert screen.one("#panel-body .big").text == "125億 CNY"
    screen.press(RIGHT)
    assert screen.focused().text.startswith("30%")
    assert screen.one("#live").get_attribute("textContent") == "30%，海風電子 · 收入 · 按年增幅 · 2025Q3，矛盾"
    screen.press(END)
    assert screen.focused().text == "13.2 億元"
    screen.press(LEFT, HOME)
    assert screen.focused().text == "125 億元"
    screen.press(ENTER)
    assert screen.focused().get_attribute("id") == "panel-title"
    screen.press(ESCAPE)
    assert screen.focused().text == "125 億元"
    assert screen.run("return document.querySelectorAll('#note .chosen').length") == 0
    assert screen.one("#panel-title").text == "數字與發現"


def test_the_next_stop_after_the_figures_is_not_another_figure(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    screen.click(figure(screen, "30%"))
    screen.press(TAB)
    assert screen.focused().get_attribute("data-c") is None


def test_marks_say_their_state_to_a_screen_reader(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    said = screen.run(
        "return [...document.querySelectorAll('#note a.f')].map((a) => document.getElementById(a.getAttribute('aria-describedby')).querySelector('.zh').textContent)"
    )
    assert set(said) == {"矛盾", "存疑", "未定", "印證", "無從核對"}
    assert screen.run(
        "return [...document.querySelectorAll('button')].every((b) => b.textContent.trim() || b.ariaLabel)"
    )
    assert screen.run(
        "return document.querySelectorAll('[id]').length === new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size"
    )


def test_a_state_can_be_filtered_away_and_brought_back(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    shown = "return document.querySelectorAll('#note .f:not(.off)').length"
    every = screen.run(shown)
    screen.click("[data-state=confirmed]")
    assert screen.run(shown) == every - 15
    assert screen.one("#count").text == f"顯示 {every - 15} / {every} 個數字"
    assert "數字 (10)" in screen.one("#panel-body").text
    screen.click("[data-state=confirmed]")
    assert screen.run(shown) == every
    assert screen.one("#count").text == ""


def test_words_find_figures(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    screen.one("#search").send_keys("毛利率 2025q3")
    assert {each.text.rstrip("✗") for each in screen.all("#note a.f:not(.off)")} >= {"41.2%", "1.5 個百分點"}
    screen.one("#search").send_keys(ENTER)
    assert screen.focused().get_attribute("data-c") is not None
    screen.one("#search").clear()
    screen.one("#search").send_keys("沒有這個字")
    assert screen.one("#count").text == "沒有符合的數字"


def test_arrows_stay_within_what_is_shown(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    for state in STATES:
        if state not in ("contradicted", "suspect"):
            screen.click(f"[data-state={state}]")
    screen.click(figure(screen, "30%"))
    for expected in ("86 港元", "25%", "25%"):
        screen.press(RIGHT)
        assert screen.focused().text.rstrip("!") == expected


def test_findings_stand_beside_their_sentence(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    sentence = "自 2019 年分拆上市以來，公司已連續八年派息。"
    blocks = [each for each in screen.all("#note .blk.noted") if sentence in each.text]
    assert len(blocks) == 1
    text, card = blocks[0].find_element("css selector", ".t"), blocks[0].find_element("css selector", ".finding")
    assert "至多七個年度" in card.text
    assert card.rect["x"] > text.rect["x"] + text.rect["width"] - 1
    assert abs(card.rect["y"] - text.rect["y"]) < 30
    screen.open(site.results, width=390, height=844)
    block = next(each for each in screen.all("#note .blk.noted") if sentence in each.text)
    text, card = block.find_element("css selector", ".t"), block.find_element("css selector", ".finding")
    assert card.rect["y"] >= text.rect["y"] + text.rect["height"] - 1


def test_a_finding_leads_to_its_figure_and_a_waived_one_says_why(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    screen.click("#note .finding.sev-error button")
    assert screen.one("#note a.chosen").text.startswith("30%")
    waived = screen.one("#note .finding.waived")
    assert "已豁免" in waived.text
    assert "已向券商查證" in waived.text
    assert screen.texts("#note .finding:not(.waived) h3") == [
        "增幅與水平 · 錯誤",
        "經過時間 · 錯誤",
        "上升空間與目標價 · 提醒",
    ]


def test_sums_and_rows_of_a_table_carry_their_check(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    assert len(screen.all("tbody .tick.s-confirmed")) == 3
    ticks = screen.all("tfoot .tick.s-confirmed")
    assert len(ticks) == 2
    ticks[0].click()
    assert screen.one("#note a.chosen").text == "125.0"
    assert "78.4 + 31.1 + 15.5" in screen.texts("#panel-body .formula")


def test_english_and_chinese(screen: Screen, site: Site) -> None:
    screen.open(site.results)
    screen.click(figure(screen, "30%"))
    screen.click("#language")
    assert screen.run("return document.documentElement.lang") == "en"
    assert screen.one("#panel-body .badge").text == "Contradicted"
    assert "30% is printed; 125億 / 100億 − 1 gives" in screen.one("#note .finding").text
    assert screen.one("#search").get_attribute("placeholder").startswith("Search figures")
    assert not re.search("[\u4e00-\u9fff]", screen.one(".chips").text)
    screen.click("#language")
    assert screen.run("return document.documentElement.lang") == "zh-Hant"
    assert screen.one("#panel-body .badge").text == "矛盾"


def test_a_link_to_a_figure_opens_it(screen: Screen, site: Site) -> None:
    claim = load_note(site.data, site.results.stem).claims[-1]
    screen.open(site.results, f"#{claim.claim_id}")
    assert screen.one("#note a.chosen").text == "13.2 億元"
    assert screen.one("#panel-body .badge").text == "未定"


def test_hostile_text_stays_text(screen: Screen, site: Site) -> None:
    screen.complaints()
    for page in (site.hostile, site.index):
        screen.open(page)
        assert "owned" not in screen.run("return document.title").replace("document.title='owned'", "")
        assert screen.run("return document.querySelectorAll('script').length") == 2
        assert (
            screen.run(
                "return document.querySelectorAll('img, iframe, object, svg [onload], #note b, #note i:not([data-o])').length"
            )
            == 0
        )
        assert (
            screen.run(
                "return [...document.querySelectorAll('*')].some((e) => [...e.attributes].some((a) => a.name.startsWith('on')))"
            )
            is False
        )
    screen.open(site.hostile)
    cells = [each.get_attribute("textContent") for each in screen.all("#note td, #note th")]
    assert cells == [
        "項目",
        "<b>數值</b>",
        '"onmouseover="x',
        "@SUM(1+1)",
        "=1+1",
        "+5%",
        "-2+3",
        "<script>alert(1)</script>",
        "3.0%",
    ]
    assert "{{ 7*7 }}" in screen.one("#note").text
    screen.click(figure(screen, "12 億元"))
    told = screen.one("#panel-body").text
    assert '"><svg onload=x>' in told
    assert "<b>1</b> = 2 | 3" in told
    assert screen.complaints() == []


def test_direction_marks_cannot_turn_a_figure_round(screen: Screen, site: Site) -> None:
    screen.open(site.hostile)
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069\x07]", screen.run("return document.querySelector('#note').textContent")
    )


def test_pages_show_boxes_where_the_figures_are(screen: Screen, site: Site) -> None:
    note = load_note(site.data, site.paged.stem)
    screen.open(site.paged)
    screen.click("#view-pages")
    assert [each.get_attribute("data-page") for each in screen.all("#sheets svg")] == ["1", "2"]
    boxes = screen.run(
        "return [...document.querySelectorAll('#sheets rect')].map((r) => [r.dataset.c, r.ownerSVGElement.dataset.page, r.x.baseVal.value, r.y.baseVal.value, r.width.baseVal.value, r.height.baseVal.value])"
    )
    assert len(boxes) == len(note.claims)
    for number, page, x, y, width, height in boxes:
        claim = note.claims[int(number)]
        assert (int(page), x, y) == (claim.page, claim.x0 - 1, claim.top - 1)
        assert (width, height) == (claim.x1 - claim.x0 + 2, claim.bottom - claim.top + 2)
    screen.click("#sheets rect[data-c='3']")
    assert screen.one("#panel-body .big").text == "3 次"
    assert "chosen" in screen.one("#sheets rect[data-c='3']").get_attribute("class")
    screen.click("#view-text")
    assert screen.one("#note a.chosen").text == "3 次"


def test_the_picture_lies_under_its_boxes(screen: Screen, site: Site) -> None:
    """The ink of a figure is inside its box on the screen, and nothing but paper is beside it."""
    screen.open(site.paged)
    screen.click("#view-pages")
    inside, outside = screen.run(
        """const rect = document.querySelector("#sheets rect[data-c='2']"), image = rect.closest('.leaf').querySelector('img');
        const canvas = document.createElement('canvas'); canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
        const pen = canvas.getContext('2d'); pen.drawImage(image, 0, 0);
        const at = image.getBoundingClientRect(), box = rect.getBoundingClientRect(), scale = image.naturalWidth / at.width;
        const shade = (x, y) => pen.getImageData((x - at.left) * scale, (y - at.top) * scale, 1, 1).data[0];
        return [shade(box.left + 8 / scale * 1.2, box.top + box.height / 2), shade(box.left + 8, box.bottom + 5)];"""
    )
    assert inside < 60
    assert outside > 230


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_nothing_runs_out_of_the_window(screen: Screen, site: Site, name: str, width: int) -> None:
    screen.open(getattr(site, name), width=width, height=844)
    assert screen.run("return document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_panel_is_a_sheet_that_leaves_the_figure_in_sight(screen: Screen, site: Site) -> None:
    claim = load_note(site.data, site.results.stem).claims[-1]
    screen.open(site.results, width=390, height=844)
    assert screen.one("#panel").rect["height"] < 70
    screen.open(site.results, f"#{claim.claim_id}", width=390, height=844)
    screen.run("return new Promise((done) => setTimeout(done, 200))")
    mark, panel = (
        screen.run(f"const b = document.querySelector('{s}').getBoundingClientRect(); return [b.top, b.bottom]")
        for s in ("a.chosen", "#panel")
    )
    assert mark[0] >= 0
    assert mark[1] <= panel[0]


CONTRAST = """
const shade = ([r, g, b]) => { const f = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
const parse = (text) => text.match(/[\\d.]+/g).map(Number);
const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] === 1) return c; } return [255, 255, 255]; };
return [...document.querySelectorAll('body *')].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && e.checkVisibility() && !e.closest(':disabled, .vh, svg')).map((e) => {
  const a = shade(parse(getComputedStyle(e).color)), b = shade(ground(e));
  return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.tagName + '.' + e.className, e.textContent.slice(0, 20)];
}).filter(([ratio]) => ratio < 4.5);
"""


@pytest.mark.parametrize("name", ["results", "index"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read_by_light_and_by_dark(screen: Screen, site: Site, name: str, scheme: str) -> None:
    """Contrast of 4.5 to 1 at least (WCAG 2.2, 1.4.3)."""
    screen.open(getattr(site, name), prefers_color_scheme=scheme)
    dark = screen.run("return getComputedStyle(document.documentElement).backgroundColor")
    assert (max(map(int, re.findall(r"\d+", dark))) < 60) == (scheme == "dark")
    assert screen.run(CONTRAST) == []
    if name == "results":
        screen.click(figure(screen, "30%"))
        assert screen.run(CONTRAST) == []


def test_the_theme_can_be_set_against_the_system(screen: Screen, site: Site) -> None:
    screen.open(site.results, prefers_color_scheme="light")
    ground = "return getComputedStyle(document.body.parentElement).backgroundColor"
    light = screen.run(ground)
    screen.click("#theme")  # light
    assert screen.run(ground) == light
    screen.click("#theme")  # dark
    assert screen.run(ground) != light
    screen.click("#theme")  # as the system
    assert screen.run(ground) == light


def test_print_leaves_the_note_and_its_findings(screen: Screen, site: Site) -> None:
    screen.open(site.results, media="print", prefers_color_scheme="dark")
    assert not screen.one("#panel").is_displayed()
    assert not screen.one("#search").is_displayed()
    assert screen.one("#note .finding").is_displayed()
    assert (
        screen.run("return getComputedStyle(document.querySelector('#note')).backgroundColor") == "rgb(255, 255, 255)"
    )


def test_a_note_that_could_not_be_read_says_so(screen: Screen, site: Site) -> None:
    screen.open(site.failed)
    assert "這份報告無法讀取" in screen.one(".notice").text
    assert "the file ends before its table" in screen.one(".notice").text


def test_the_index_leads_to_notes_and_shows_what_they_lack(screen: Screen, site: Site) -> None:
    screen.open(site.index)
    rows = screen.texts("#note-table tbody tr")
    assert len(rows) == 4
    assert rows[0].startswith("2025-11-03")  # newest first
    words = [each.text for each in screen.all("main section:last-of-type tbody th")]
    assert {"佔總收入", "研發投入", "億元", "檔"} <= set(words)
    screen.one("#search").send_keys("遠山 9966")
    assert len([row for row in screen.all("#note-table tbody tr") if row.is_displayed()]) == 1
    screen.one("#search").clear()
    screen.one("#search").send_keys("\u3000沒有")
    assert screen.one("#no-notes").is_displayed()
    screen.one("#search").clear()
    screen.one("#search").send_keys(" ")
    screen.click("#note-table tbody tr a")
    assert screen.run("return location.pathname").endswith(site.results.name)


def test_the_list_of_notes_sorts_by_any_column(screen: Screen, site: Site) -> None:
    screen.open(site.index)
    heads = {each.text.strip(): each for each in screen.all("#note-table thead th button")}
    heads["數字"].click()
    figures = [int(row.find_elements("css selector", "td.num")[1].text) for row in screen.all("#note-table tbody tr")]
    assert figures == sorted(figures, reverse=True)
    heads["數字"].click()
    figures = [int(row.find_elements("css selector", "td.num")[1].text) for row in screen.all("#note-table tbody tr")]
    assert figures == sorted(figures)
    assert screen.one("#note-table th[aria-sort]").get_attribute("aria-sort") == "ascending"

"""An author's way: from one sheet of paper to a form in use, with the mouse, with keys alone, and with a colleague."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from ocr_service.access.roles import Role
from ocr_service.usecases.templates.begin_drafts import begin_from_version
from ocr_service.usecases.templates.keep_drafts import show_draft
from ocr_service.usecases.templates.publish_template import show_template
from tests.e2e.docs_pictures import keep_for_docs
from tests.e2e.page_look import check_page
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import SAMPLE, SLIP

WIDTH_MM = 215


def begin(page: Page, name: str) -> str:
    """Hands in one sheet of paper; the identifier of the draft that this made."""
    page.locator("#new").click()
    page.locator("#begin [name=file]").set_input_files(SAMPLE)
    page.locator("#begin [name=name]").fill(name)
    page.locator("#begin-yes").click()
    page.wait_for_url("**/designer/**")
    expect(page.locator("#zone-list li")).to_have_count(4)
    return page.url.rpartition("/")[2]


def drag(page: Page, corner: tuple[float, float], other: tuple[float, float]) -> None:
    """From one place to another, in millimetres on the form."""
    box = page.locator("#canvas svg").bounding_box()
    assert box is not None
    scale = box["width"] / WIDTH_MM
    (x1, y1), (x2, y2) = ((box["x"] + x * scale, box["y"] + y * scale) for x, y in (corner, other))
    page.mouse.move(x1, y1)
    page.mouse.down()
    page.mouse.move((x1 + x2) / 2, (y1 + y2) / 2)
    page.mouse.move(x2, y2)
    page.mouse.up()


def saved(page: Page) -> Locator:
    return page.locator(
        "#saved", has_text={"zh-CN": "已保存", "en": "Saved"}[str(page.locator("html").get_attribute("lang"))]
    )


def fields(service: RunningService, draft_id: str) -> dict[str, dict]:  # type: ignore[type-arg]
    content = show_draft(service.services, draft_id=draft_id).content
    return {field["name"]: field for field in content["fields"]}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_from_a_sheet_of_paper_to_a_form_in_use(
    sign_in: Callable[..., Page], service: RunningService, language: str, pictures: Path
) -> None:
    name = f"slip-{language.lower()}"
    page = sign_in(Role.AUTHOR, language=language, to="/forms")
    check_page(page, pictures / f"forms.{language}.png")
    draft_id = begin(page, name)
    # Drawn near the printed cell's lines: its edges come to lie on them.
    with page.expect_response("**/rulings"):
        page.locator("#canvas").hover()
    drag(page, (44.3, 98), (112.6, 104.8))
    page.locator("#in-fields-4-name").fill("total_capital")
    page.locator("#in-fields-4-label").fill({"zh-CN": "合计大写", "en": "Total in capitals"}[language])
    # Another type has other keys, whatever is being typed in just now.
    page.locator("#in-type").select_option("capital-amount")
    expect(page.locator("#in-fields-4-read-characters")).to_have_count(0)
    expect(saved(page)).to_be_visible()
    drawn = fields(service, draft_id)["total_capital"]
    assert (drawn["read"], drawn["box"][0]) == ({"type": "capital-amount"}, pytest.approx(44, abs=0.4))
    keep_for_docs(page, "designer")
    check_page(page, pictures / f"designer.{language}.png")

    # A rule whose fields are clicked, one after the other; what it lacks is said once nobody fills it (and by a key).
    page.locator("[data-tab=rules]").click()
    page.locator("#new-rule").select_option("order")
    page.locator("#new-rule + button").click()
    expect(page.locator(".rule [aria-pressed=true]")).to_be_visible()
    expect(page.locator(".rule .problems")).to_have_count(0)
    page.locator("[data-tab=zones]").click()
    page.locator("#mend").click()
    expect(page.locator("#in-rules-0-first")).to_be_focused()
    page.locator("#canvas [data-key='fields.2']").click()
    page.keyboard.press("p")
    expect(page.locator("#in-rules-0-then")).to_be_focused()
    page.locator("#zone-list [data-key='fields.3']").click()
    expect(page.locator("#problem-count.sure")).to_be_visible()
    keep_for_docs(page, "designer-rules")

    # Tried at once; one value is put right and all are kept.
    page.locator("[data-tab=try]").click()
    page.locator("#panel input[type=file]").set_input_files(SAMPLE)
    expect(page.locator(".samples .state.sure")).to_be_visible()
    page.locator("#panel [data-path=customer] input").fill("别家公司")
    page.locator(".samples li button").first.click()
    expect(page.locator("#panel [data-path=customer] input")).to_have_value("别家公司")
    # Blank values are not kept without a word: which they are is shown, and the person decides.
    page.locator("#keep-values").click()
    expect(page.locator("#asking-title")).to_contain_text("1")
    page.keyboard.press("Escape")
    expect(page.locator("#panel [data-path=received_date] input")).to_be_focused()
    page.locator("#keep-values").click()
    page.locator("#asking-yes").click()
    expect(page.locator(".samples .state.wrong")).to_be_visible()
    keep_for_docs(page, "designer-try")
    check_page(page, pictures / f"designer-try.{language}.png")

    # What is read otherwise than kept must be seen before the form goes into use.
    page.locator("#publish").click()
    expect(page.locator("#publish-now")).to_be_disabled()
    expect(page.locator("#publishing-says")).to_contain_text(
        {"zh-CN": "2 个存疑的区域", "en": "nobody has looked at yet: 2"}[language]
    )
    page.locator("#publishing .wrong button").click()
    expect(page.locator("#panel [data-path=customer]")).to_have_attribute("aria-current", "")
    page.locator("#publish").click()
    page.locator("#publishing input[type=checkbox]").check()
    page.locator("#publish-now").click()
    page.wait_for_url(f"**/forms/{name}")
    expect(page.locator("#versions tr")).to_have_count(1)
    check_page(page, pictures / f"form.{language}.png")
    published = show_template(service.services, name=name)
    assert published.tested is not None
    assert [one["path"] for one in published.tested["samples"][0]["differences"]] == ["customer"]


def test_with_keys_alone_and_nothing_is_lost_by_a_reload(sign_in: Callable[..., Page], service: RunningService) -> None:
    page = sign_in(Role.AUTHOR, language="en", to="/forms")
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    draft_id = begin(page, "by-keys")
    page.locator("#canvas").focus()
    before = fields(service, draft_id)["slip_no"]["box"]
    for key in ("j", "ArrowRight", "Shift+ArrowDown", "Alt+ArrowLeft"):
        page.keyboard.press(key)
    for key in ("a", "Enter", "Control+a"):
        page.keyboard.press(key)
    page.keyboard.type("by_hand")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    expect(saved(page)).to_be_visible()
    page.reload()
    expect(page.locator("#zone-list li")).to_have_count(5)
    drawn = fields(service, draft_id)
    assert drawn["slip_no"]["box"] == [before[0] + 0.5, before[1] + 5, before[2] - 0.5, before[3]]
    assert drawn["by_hand"]["box"][0] == before[0]
    for key in ("j", "Delete"):
        page.keyboard.press(key)
    expect(page.locator("#zone-list li")).to_have_count(4)
    page.keyboard.press("Control+z")
    expect(page.locator("#zone-list li")).to_have_count(5)


def test_a_form_of_two_pages_with_a_table_that_goes_on_and_a_list(
    sign_in: Callable[..., Page], service: RunningService, pictures: Path
) -> None:
    page = sign_in(Role.AUTHOR, language="en")
    page.goto("/forms")
    with page.expect_response("**/rulings"):
        draft_id = begin(page, "two-pages")
    # Two of the suggestions are in doubt: one is right, the others go at once.
    expect(page.locator("#doubts")).to_contain_text("2")
    page.locator("#canvas").focus()
    page.keyboard.press("u")
    page.keyboard.press("y")
    expect(page.locator("#doubts")).to_contain_text("1")
    expect(saved(page)).to_be_visible()
    assert len(show_draft(service.services, draft_id=draft_id).doubtful) == 1
    page.locator("#remove-doubtful").click()
    expect(page.locator("#doubts")).to_be_hidden()
    expect(page.locator("#zone-list li")).to_have_count(3)

    # A table: drawn, with the columns that are printed there; one is parted by a double click and its line dragged; the
    # table's label is asked for at once.
    page.keyboard.press("t")
    drag(page, (12, 62), (192, 92))
    page.keyboard.type("Goods delivered")
    expect(page.locator("#zone-list [data-key='tables.0.columns.3']")).to_be_visible()
    columns = columns_of(service, draft_id, page)
    widest = max(range(len(columns)), key=lambda number: columns[number]["right"] - columns[number]["left"])
    box = page.locator(f"#canvas .zone[data-key='tables.0.columns.{widest}']").bounding_box()
    assert box is not None
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(f"#zone-list [data-key='tables.0.columns.{len(columns)}']")).to_be_visible()
    # Its line is taken wherever along it, whatever was in hand before.
    page.locator("#zone-list [data-key='tables.0']").click()
    edge = columns_of(service, draft_id, page)[widest]["right"]
    drag(page, (edge, 86), (edge - 5, 86))
    moved = columns_of(service, draft_id, page)
    assert moved[widest]["right"] == moved[widest + 1]["left"] == pytest.approx(edge - 5, abs=2)
    assert show_draft(service.services, draft_id=draft_id).content["tables"][0]["name"] == "goods_delivered"

    # A further page, onto which the table goes on.
    page.locator("[data-tab=form]").click()
    page.locator("#add-page").click()
    page.locator("#asking-file").set_input_files(SAMPLE)
    page.locator("#asking-yes").click()
    expect(page.locator("#page-of")).to_contain_text("2")
    expect(page.locator("#page-on")).to_be_disabled()
    page.locator("#page-back").click()
    page.locator("[data-tab=zones]").click()
    page.locator("#zone-list [data-key='tables.0']").click()
    page.locator("#go-on").click()
    page.locator("#page-on").click()
    expect(page.locator("#zone-list [data-key='tables.0.continues.0']")).to_be_visible()

    # A list of values for one of the fields.
    page.locator("[data-tab=form]").click()
    page.locator("#add-list").click()
    page.locator("#asking-file").set_input_files({"name": "Empty.csv", "mimeType": "text/csv", "buffer": b"\n\n"})
    page.locator("#asking-yes").click()
    # Refused by its name, beside the button with which one tries again.
    refused = page.locator("#messages .wrong")
    expect(refused).to_contain_text("empty")
    expect(refused).not_to_contain_text("lookups/")
    page.screenshot(path=pictures / "designer-list-refused.en.png")
    page.locator("#add-list").click()
    goods = {"name": "Goods 2026.csv", "mimeType": "text/csv", "buffer": "纸箱\n胶带\n".encode()}
    page.locator("#asking-file").set_input_files(goods)
    page.locator("#asking-yes").click()
    expect(page.locator(".list-row")).to_have_text(re.compile("goods_2026"))
    refused.locator("button").click()
    # What is wrong with the form as a whole is found by its key, too.
    page.locator("#in-error_budget").fill("5")
    expect(page.locator("#problem-count.wrong")).to_be_visible()
    page.locator("#canvas").focus()
    page.keyboard.press("p")
    expect(page.locator("#in-error_budget")).to_be_focused()
    page.locator("#in-error_budget").fill("")
    expect(page.locator("#problem-count.sure")).to_be_visible()
    page.locator("#page-back").click()
    page.locator("[data-tab=zones]").click()
    page.locator("#zone-list [data-key='tables.0.columns.0']").click()
    page.locator("#in-tables-0-columns-0-read-lexicon").fill("goods_2026")

    # What was filled in is wiped out of the picture; the picture before can be had again.
    page.locator("#canvas").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    drag(page, (100, 20), (140, 28))
    expect(page.locator("#canvas img")).to_have_attribute("src", re.compile("page-1-blank-1"))
    page.keyboard.press("Control+z")
    expect(page.locator("#canvas img")).to_have_attribute("src", re.compile("page-1.png"))
    expect(page.locator("#problem-count.sure")).to_be_visible()
    expect(saved(page)).to_be_visible()
    content = show_draft(service.services, draft_id=draft_id).content
    assert [one["image"] for one in content["pages"]] == ["page-1.png", "page-2.png"]
    assert content["tables"][0]["continues"][0]["page"] == 2
    assert content["tables"][0]["columns"][0]["read"] == {"type": "text", "lexicon": "goods_2026"}


def columns_of(service: RunningService, draft_id: str, page: Page) -> list[dict]:  # type: ignore[type-arg]
    """The first table's."""
    expect(saved(page)).to_be_visible()
    return show_draft(service.services, draft_id=draft_id).content["tables"][0]["columns"]  # type: ignore[no-any-return]


def test_of_two_authors_none_overwrites_the_other_unawares(
    sign_in: Callable[..., Page], service: RunningService
) -> None:
    draft = begin_from_version(service.services, actor="system", name=SLIP.form)
    one, other = (sign_in(Role.AUTHOR, to=f"/designer/{draft.id}") for _ in range(2))
    for page in (one, other):
        expect(page.locator("#zone-list li").first).to_be_visible()
    one.keyboard.press("j")
    one.keyboard.press("Delete")
    expect(saved(one)).to_be_visible()
    other.keyboard.press("j")
    other.keyboard.press("ArrowRight")
    expect(other.locator("#clash")).to_be_visible()
    other.locator("#clash button").last.click()
    expect(other.locator("#clash")).to_be_hidden()
    expect(saved(other)).to_be_visible()
    assert show_draft(service.services, draft_id=draft.id).revision == 3


def test_a_scan_that_was_not_recognised_begins_a_form(sign_in: Callable[..., Page], service: RunningService) -> None:
    scan_id = service.hand_in()
    service.read(scan_id, known=False)
    page = sign_in(Role.AUTHOR, to=f"/designer?scan={scan_id}")
    page.locator("#begin [name=name]").fill("from-a-scan")
    page.locator("#begin-yes").click()
    page.wait_for_url("**/designer/draft_*")
    expect(page.locator("#zone-list li")).to_have_count(4)

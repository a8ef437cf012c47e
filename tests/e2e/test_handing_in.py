"""A clerk hands files in and sees what becomes of them, without reloading."""

import io
import re
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, Route, expect

from ocr_service.access.roles import Role
from ocr_service.records.scans import Scan
from ocr_service.usecases.receiving.note_refused import note_refused
from ocr_service.web.upload import routes as upload_room
from tests.e2e.docs_pictures import keep_for_docs
from tests.e2e.page_look import PHONE, check_page
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import APPLICATION, SLIP, Doubt

WATCH_PROGRESS = """() => {
  window.seen = [];
  const note = (changes) => changes.forEach(({ target }) => window.seen.push(target.value));
  const progress = { subtree: true, attributeFilter: ["value"] };
  new MutationObserver(note).observe(document.getElementById("sending"), progress);
}"""


def _file(service: RunningService, name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "image/png", "buffer": service.fresh_file()}


def test_a_file_is_sent_with_progress_and_followed_until_it_is_read(sign_in, service: RunningService) -> None:
    page: Page = sign_in(Role.CLERK)
    page.evaluate(WATCH_PROGRESS)
    page.locator("#files").set_input_files([_file(service, "送货单 1.png")])
    row = page.locator("#recent tr", has_text="送货单 1.png")
    expect(row).to_be_visible()
    assert 1 in page.evaluate("() => window.seen")
    expect(page.locator("#sending tr")).to_have_count(0)
    service.read(service.newest().summary.id)
    expect(row.locator(".state")).to_have_text("已通过")
    page.reload()
    expect(page.locator("#recent tr", has_text="送货单 1.png").locator(".state")).to_have_text("已通过")


def test_the_same_file_again_is_shown_beside_the_first_one(sign_in, service: RunningService) -> None:
    page: Page = sign_in(Role.CLERK)
    file = _file(service, "first.png")
    page.locator("#files").set_input_files([file])
    expect(page.locator("#recent tr")).to_have_count(1)
    page.locator("#files").set_input_files([{**file, "name": "second.png"}])
    row = page.locator("#sending tr", has_text="second.png")
    expect(row).to_contain_text("已交过")
    expect(row.get_by_role("link", name="first.png")).to_be_visible()
    row.get_by_role("button", name="仍要再交一份").click()
    expect(page.locator("#recent tr")).to_have_count(2)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_another_picture_of_a_paper_given_before_is_shown_beside_the_first_one(
    sign_in, service: RunningService, language: str, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = upload_room.render_page
    monkeypatch.setattr(upload_room, "render_page", lambda *place, **facts: drawn(*place, **{**facts, "watches": True}))
    note_refused(service.services, file_name="送货明细 0423.docx", reasons=[("file_type_unknown", {})], site=None)
    first = service.hand_in(file_name="华锦 0423.png")
    service.read(first)
    page: Page = sign_in(Role.CLERK, language=language)
    expect(page.locator("#refused-rows li", has_text="送货明细 0423.docx").first).to_be_visible()
    page.locator("#files").set_input_files([_file(service, "photo.png")])
    row = page.locator("#recent tr", has_text="photo.png")
    expect(row).to_be_visible()
    second = service.newest().summary.id
    service.read(second, {"driver": Doubt(text="孙建围")})
    _say_the_same(service, first, second)
    expect(row.locator(".twins img")).to_have_count(2)
    expect(row.get_by_role("link", name="华锦 0423.png")).to_be_visible()
    check_page(page, pictures / f"upload-given.{language}.png")
    keep_for_docs(page, "clerk-given")
    row.locator("button").click()
    expect(row.locator(".twins")).to_have_count(0)
    assert service.scan(second).summary.state == "cancelled"


def _say_the_same(service: RunningService, first: str, second: str) -> None:
    """As the worker would, were the form's `unique_by` fields read alike."""
    reason = {"code": "already_given", "params": {"scan": first, "file": "华锦 0423.png", "day": "2026-03-02"}}
    with service.services.database.begin() as session:
        for scan_id in (first, second):
            session.get_one(Scan, scan_id).paper_key = first
        session.get_one(Scan, second).reasons = [reason]


def test_a_file_that_cannot_be_taken_is_told_in_a_sentence(sign_in) -> None:
    page: Page = sign_in(Role.CLERK)
    page.locator("#files").set_input_files(
        [
            {"name": "empty.png", "mimeType": "image/png", "buffer": b""},
            {"name": "note.jpg", "mimeType": "image/jpeg", "buffer": b"plain text"},
        ]
    )
    for name in ("empty.png", "note.jpg"):
        row = page.locator("#sending tr", has_text=name)
        expect(row.locator(".state.wrong")).to_be_visible()
        assert "error." not in (row.text_content() or "error.")


def test_dropped_and_pasted_files_are_handed_in(sign_in) -> None:
    page: Page = sign_in(Role.CLERK)
    for event, carrier in (("drop", "dataTransfer"), ("paste", "clipboardData")):
        page.evaluate(
            """([event, carrier]) => {
                 const files = new DataTransfer();
                 files.items.add(new File(["text"], `${event}.png`));
                 const happened = event === "drop" ? new DragEvent(event, { [carrier]: files, bubbles: true })
                                                   : new ClipboardEvent(event, { [carrier]: files, bubbles: true });
                 document.body.dispatchEvent(happened);
               }""",
            [event, carrier],
        )
        expect(page.locator("#sending tr", has_text=f"{event}.png")).to_be_visible()
    # A copied picture has no name of its own.
    page.evaluate(
        """() => {
             const files = new DataTransfer();
             files.items.add(new File(["picture"], "image.png", { type: "image/png" }));
             document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: files, bubbles: true }));
           }"""
    )
    expect(page.locator("#sending tr", has_text=re.compile(r"粘贴 \d{4}-\d\d-\d\d \d{6}\.png"))).to_be_visible()


def test_a_folder_dropped_by_the_system_is_handed_in_with_all_that_is_in_it(
    sign_in, service: RunningService, tmp_path: Path
) -> None:
    folder = tmp_path / "11 月"
    (folder / "华锦").mkdir(parents=True)
    for name in ("1.png", "华锦/2.png", "华锦/Thumbs.db"):
        (folder / name).write_bytes(service.fresh_file())
    page: Page = sign_in(Role.CLERK)
    # As the file manager does it: what a script makes up has no folders.
    browser = page.context.new_cdp_session(page)
    carried = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    for step in ("dragEnter", "dragOver", "drop"):
        browser.send("Input.dispatchDragEvent", {"type": step, "x": 400, "y": 130, "data": carried})
    for name in ("1.png", "2.png"):
        expect(page.locator("#recent tr", has_text=name)).to_be_visible()
    expect(page.locator("tr", has_text="Thumbs.db")).to_have_count(0)


def test_a_lost_network_keeps_the_file_at_hand(sign_in, service: RunningService) -> None:
    page: Page = sign_in(Role.CLERK)
    page.context.set_offline(True)
    page.locator("#files").set_input_files([_file(service, "offline.png")])
    row = page.locator("#sending tr", has_text="offline.png")
    expect(row.locator(".state.look")).to_be_visible()
    expect(page.locator("#line")).to_contain_text("自动继续")
    page.context.set_offline(False)
    expect(page.locator("#recent tr", has_text="offline.png")).to_be_visible()
    expect(page.locator("#line")).to_be_hidden()


def test_a_line_that_breaks_right_after_handing_in_leaves_no_row_behind(sign_in, service: RunningService) -> None:
    page: Page = sign_in(Role.CLERK)
    lists = re.compile(r"/api/v1/scans\?mine=true")
    page.route(lists, lambda route: route.abort())
    page.locator("#files").set_input_files([_file(service, f"{n} 断线.png") for n in range(2)])
    expect(page.locator("#sending tr")).to_have_count(2)
    expect(page.locator("#messages .notice")).to_have_count(0)
    page.unroute(lists)
    expect(page.locator("#recent tr", has_text="断线.png")).to_have_count(2)
    expect(page.locator("#sending tr")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_line_that_breaks_in_mid_file_and_a_reload_cost_nothing(
    sign_in, service: RunningService, language: str
) -> None:
    page: Page = sign_in(Role.CLERK, language=language)
    file = service.fresh_file() + bytes(2_300_000)
    sent: list[str] = []

    def breaks_after_the_first_piece(route: Route) -> None:
        sent.append(route.request.headers["upload-offset"])
        if len(sent) == 1:
            route.continue_()
        else:
            route.abort()

    page.route("**/api/v1/uploads/*", breaks_after_the_first_piece)
    page.locator("#files").set_input_files([{"name": "large.png", "mimeType": "image/png", "buffer": file}])
    row = page.locator("#sending tr", has_text="large.png")
    expect(row.locator(".state.look")).to_contain_text("41")
    keep_for_docs(page, "clerk-lost")
    page.unroute_all()
    page.on("request", lambda request: request.method == "PATCH" and sent.append(request.headers["upload-offset"]))
    sent.clear()
    page.reload()
    expect(page.locator("#recent tr", has_text="large.png")).to_be_visible()
    # The page may have gone on by itself before it was reloaded; what had arrived is never sent again.
    assert sorted(set(sent)) == ["1000000", "2000000"]
    expect(row).to_have_count(0)
    scan = service.newest().summary
    assert (scan.file_name, service.services.files.load(scan.file_sha256)) == ("large.png", file)
    page.reload()
    expect(page.locator("#recent tr", has_text="large.png")).to_have_count(1)
    expect(row).to_have_count(0)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_pages_taken_with_a_phone_are_one_document_in_the_order_that_the_person_gives(
    sign_in, service: RunningService, language: str, pictures: Path
) -> None:
    page: Page = sign_in(Role.CLERK, language=language)
    page.set_viewport_size(PHONE)
    for name, data in (("a.png", service.fresh_file()), ("b.jpg", service.doubtful_file())):
        page.locator("#page-picture").set_input_files([{"name": name, "mimeType": "image/png", "buffer": data}])
    pages = page.locator("#page-list li")
    expect(pages).to_have_count(2)
    expect(pages.nth(1).locator("p.look")).to_be_visible()
    expect(pages.nth(0).locator(".state.sure")).to_be_visible()
    keep_for_docs(page, "clerk-pages")
    check_page(page, pictures / f"upload-pages.{language}.png")
    pages.nth(1).locator("button").first.click()
    expect(pages.nth(0).locator("p.look")).to_be_visible()
    # The good one is taken again: the new picture stands where it stood, and the other is not touched.
    with page.expect_file_chooser() as chooser:
        pages.nth(1).locator("button[data-act=again]").click()
    assert not chooser.value.is_multiple()
    old = pages.nth(1).get_attribute("data-item")
    chooser.value.set_files([{"name": "c.png", "mimeType": "image/png", "buffer": service.fresh_file()}])
    expect(page.locator(f"#page-list li[data-item='{old}']")).to_have_count(0)
    expect(pages.nth(1).locator(".state.sure")).to_be_visible()
    expect(pages.nth(0).locator("p.look")).to_be_visible()
    expect(pages).to_have_count(2)
    page.locator("#pages-send").click()
    expect(page.locator("#pages")).to_be_hidden()
    expect(page.locator("#recent tr", has_text=".pdf")).to_have_count(1)
    scan = service.newest().summary
    pdf = pypdfium2.PdfDocument(service.services.files.load(scan.file_sha256))
    contrasts = [float(np.abs(np.diff(page.render().to_numpy().astype(int), axis=0)).mean()) for page in pdf]
    pdf.close()
    assert scan.media_type == "application/pdf"
    # The blurred one is the first now.
    assert len(contrasts) == 2
    assert contrasts[0] < contrasts[1] / 2


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_from_a_printed_blank_to_done(sign_in, service: RunningService, language: str, pictures: Path) -> None:
    page: Page = sign_in(Role.CLERK, language=language)
    # A form without a free corner promises no code.
    page.goto(f"/blank/{SLIP.form}")
    expect(page.locator("#print .look")).to_be_visible()
    expect(page.locator("#print .soft")).not_to_contain_text(re.compile("二维码|own number"))
    page.goto(f"/blank/{APPLICATION.form}")
    expect(page.locator("#print .soft")).to_contain_text(re.compile("二维码|own number"))
    with page.expect_download() as one:
        page.locator("#print-button").click()
    assert re.fullmatch(rf"{APPLICATION.form}-[0-9]{{6}}\.pdf", one.value.suggested_filename)
    page.locator("#copies").fill("2")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    pdf = pypdfium2.PdfDocument(saved.value.path())
    picture = pdf[0].render(scale=200 / 72).to_pil()
    code = zxingcpp.read_barcodes(picture)[0].text
    pages = len(pdf)
    pdf.close()
    assert pages == 2 * 2
    serial = code.rpartition("=")[2]
    page.goto(code)
    expect(page.locator("#paper")).to_contain_text(serial)
    expect(page.locator("#paper-new")).to_be_visible()
    keep_for_docs(page, "clerk-blank")
    check_page(page, pictures / f"blank.{language}.png")
    page.locator("#hand-in").click()
    expect(page.locator("#template")).to_have_value(APPLICATION.form)
    written = io.BytesIO()
    picture.save(written, "PNG")
    page.locator("#files").set_input_files(
        [{"name": "paper.png", "mimeType": "image/png", "buffer": written.getvalue()}]
    )
    row = page.locator("#recent tr", has_text="paper.png")
    expect(row).to_be_visible()
    assert service.newest().summary.wanted_template == APPLICATION.form
    service.read(service.newest().summary.id, script=APPLICATION)
    expect(row.locator(".state.sure")).to_be_visible()

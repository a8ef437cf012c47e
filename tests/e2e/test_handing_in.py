"""A clerk hands files in and sees what becomes of them, without reloading."""

from playwright.sync_api import Page, expect

from ocr_service.access.roles import Role
from tests.e2e.running_service import RunningService

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


def test_a_lost_network_keeps_the_file_at_hand(sign_in, service: RunningService) -> None:
    page: Page = sign_in(Role.CLERK)
    page.context.set_offline(True)
    page.locator("#files").set_input_files([_file(service, "offline.png")])
    row = page.locator("#sending tr", has_text="offline.png")
    expect(row.locator(".state.wrong")).to_be_visible()
    page.context.set_offline(False)
    row.get_by_role("button", name="再发一次").click()
    expect(page.locator("#recent tr", has_text="offline.png")).to_be_visible()

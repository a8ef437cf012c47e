"""With a phone: the live camera, the page as an app, opened without a network, and without https."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ocr_service.access.roles import Role
from tests.e2e.conftest import ARGUMENTS, PROGRAMS
from tests.e2e.docs_pictures import keep_for_docs
from tests.e2e.page_look import PHONE, check_page
from tests.e2e.running_service import PASSWORD, RunningService
from tests.e2e.scripted_reader import APPLICATION

# A name without https, as the service has on many a LAN: no secure context, other than 127.0.0.1.
PLAIN = "forms.factory.lan"
# Nobody closes a page within the millisecond that it takes to keep a file, or to let go of one; a test might.
HOLDS = """async (wanted) => {
  const count = () => new Promise((resolve) => {
    const asked = indexedDB.open("not-handed-in");
    asked.onsuccess = () => {
      const counted = asked.result.transaction("items").objectStore("items").count();
      counted.onsuccess = () => resolve(counted.result);
    };
  });
  while (await count() !== wanted) await new Promise(requestAnimationFrame);
}"""
# The page for this language is kept; the one for the language before is gone.
WORKS_WITHOUT_A_LINE = """async (language) => {
  for (;;) {
    const active = (await navigator.serviceWorker.getRegistration())?.active;
    if (active?.state === "activated" && active.scriptURL.endsWith(`=${language}`)) return;
    await new Promise(requestAnimationFrame);
  }
}"""


@pytest.fixture(scope="module")
def phone(
    browser: Browser, service: RunningService, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """A phone that keeps what it is told (no private window), before whose camera lies a form."""
    folder = tmp_path_factory.mktemp("phone")
    sheet = Image.open(APPLICATION.pictures[0]).convert("RGB").resize((1000, 1414))
    desk = Image.new("RGB", (1200, 1600), (120, 96, 70))
    desk.paste(sheet, (100, 93))
    seen = folder / "seen.mjpeg"
    desk.save(seen, "JPEG", quality=92)
    context = browser.browser_type.launch_persistent_context(
        folder / "profile",
        executable_path=next(path for name in PROGRAMS if (path := shutil.which(name))),
        args=[
            *ARGUMENTS,
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={seen}",
            f"--host-resolver-rules=MAP {PLAIN} 127.0.0.1",
        ],
        base_url=service.url,
        viewport=PHONE,
        is_mobile=True,
        has_touch=True,
        locale="zh-CN",
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


def _sign_in(phone: BrowserContext, service: RunningService, *, language: str = "zh-CN", url: str = "") -> Page:
    phone.clear_cookies()
    page = phone.new_page()
    page.goto(f"{url}/login")
    page.locator("[name=name]").fill(service.add_person(Role.CLERK, language=language))
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/upload")
    return page


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_pages_are_photographed_in_the_page_and_told_at_once(
    phone: BrowserContext, service: RunningService, language: str, pictures: Path
) -> None:
    page = _sign_in(phone, service, language=language)
    page.locator("#take-page").tap()
    page.wait_for_function("() => document.getElementById('camera-corners').getAttribute('d')")
    page.locator("#camera-shoot").tap()
    expect(page.locator("#camera-pages .state.sure")).to_be_visible()
    keep_for_docs(page, "clerk-camera")
    check_page(page, pictures / f"camera.{language}.png")
    page.set_viewport_size({"width": PHONE["height"], "height": PHONE["width"]})
    expect(page.locator("#camera-shoot")).to_be_in_viewport(ratio=1)
    page.screenshot(path=pictures / f"camera-across.{language}.png")
    page.set_viewport_size(PHONE)
    page.locator("#camera-shoot").tap()
    expect(page.locator("#page-list li")).to_have_count(2)
    page.locator("#camera-done").tap()
    expect(page.locator("#camera")).to_be_hidden()
    # A dialog's "close" comes after it is gone.
    page.wait_for_function("() => !document.getElementById('camera-view').srcObject")
    expect(page.locator("#page-list .state.sure")).to_have_count(2)
    page.locator("#pages-send").tap()
    expect(page.locator("#recent tr", has_text=".pdf")).to_have_count(1)
    page.evaluate(HOLDS, 0)
    pdf = pypdfium2.PdfDocument(service.services.files.load(service.newest().summary.file_sha256))
    shapes = [tuple(round(side) for side in pdf.get_page_size(number)) for number in range(len(pdf))]
    pdf.close()
    assert len(shapes) == 2
    assert all(abs(width / height - 1200 / 1600) < 0.01 for width, height in shapes)
    page.close()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_page_is_taken_again_beside_the_live_picture(
    phone: BrowserContext, service: RunningService, language: str, pictures: Path
) -> None:
    page = _sign_in(phone, service, language=language)
    page.locator("#take-page").tap()
    page.wait_for_function("() => document.getElementById('camera-corners').getAttribute('d')")
    page.locator("#camera-shoot").tap()
    row = page.locator("#camera-pages li")
    expect(row.locator(".state.sure")).to_be_visible()
    old = row.get_attribute("data-item")
    row.locator("button[data-act=again]").tap()
    expect(row.locator(".state.look")).to_be_visible()
    expect(row.locator("button[data-act=again]")).to_be_hidden()
    check_page(page, pictures / f"camera-again.{language}.png")
    # The next press takes the picture, wherever the finger or the key was.
    expect(page.locator("#camera-shoot")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row).not_to_have_attribute("data-item", old or "")
    expect(row.locator(".state.sure")).to_be_visible()
    expect(page.locator("#page-list li")).to_have_count(1)
    row.locator("button[data-act=remove]").tap()
    expect(row).to_have_count(0)
    page.evaluate(HOLDS, 0)
    page.close()


def test_a_camera_that_is_refused_leaves_the_phones_own(phone: BrowserContext, service: RunningService) -> None:
    page = _sign_in(phone, service)
    page.evaluate("() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('refused')); }")
    for _ in range(2):
        with page.expect_file_chooser():
            page.locator("#take-page").tap()
    page.close()


def test_without_https_the_phones_own_camera_takes_the_pages(phone: BrowserContext, service: RunningService) -> None:
    page = _sign_in(phone, service, url=service.url.replace("127.0.0.1", PLAIN))
    assert page.evaluate("() => [isSecureContext, 'serviceWorker' in navigator]") == [False, False]
    with page.expect_file_chooser() as chooser:
        page.locator("#take-page").tap()
    assert chooser.value.element.get_attribute("capture") == "environment"
    chooser.value.set_files([{"name": "a.png", "mimeType": "image/png", "buffer": service.fresh_file()}])
    expect(page.locator("#page-list .state.sure")).to_be_visible()
    page.close()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_an_app_opened_without_a_network_keeps_what_was_not_sent_and_goes_on_by_itself(
    phone: BrowserContext, service: RunningService, language: str, pictures: Path
) -> None:
    page = _sign_in(phone, service, language=language)
    asked = phone.new_cdp_session(page)
    assert asked.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    assert asked.send("Page.getAppManifest")["errors"] == []
    page.evaluate(WORKS_WITHOUT_A_LINE, language)
    phone.set_offline(True)
    file = {"name": f"offline {language}.png", "mimeType": "image/png", "buffer": service.fresh_file()}
    page.locator("#files").set_input_files([file])
    expect(page.locator("#sending .state.look")).to_be_visible()
    page.evaluate(HOLDS, 1)
    page.close()
    again = phone.new_page()
    again.goto("/")
    expect(again.locator("html")).to_have_attribute("lang", language)
    expect(again.locator("#kept")).to_contain_text("1")
    check_page(again, pictures / f"offline.{language}.png")
    kept = again.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
             (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat()"""
    )
    assert sorted(path.rpartition("/")[2] for path in kept) == ["base.css", "offline", "page.css", "page.js"]
    phone.set_offline(False)
    expect(again.locator("#recent tr", has_text=str(file["name"]))).to_be_visible()
    again.evaluate(HOLDS, 0)
    again.close()

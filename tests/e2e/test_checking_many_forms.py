"""The page Check: alike readings in a grid, fields typed by two people, the random audit; by keyboard, by several."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ocr_service.access.roles import Role
from ocr_service.forms.result import Reason
from ocr_service.usecases.following.find_scans import FieldView
from ocr_service.usecases.reviewing.close_review import reopen_scan
from ocr_service.usecases.reviewing.review_scan import claim_scan
from ocr_service.usecases.templates.publish_template import publish_template
from tests.e2e.docs_pictures import keep_for_docs
from tests.e2e.page_look import PHONE, check_page
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import FORMS, SAMPLE, SLIP, Doubt, Script

UNSURE = Reason(code="doubt_character", params={"character": "8"})
ORDER = {"order_no": Doubt(text="PO2025-28688", reason=UNSURE)}
SignIn = Callable[..., Page]


def variant(service: RunningService, name: str, title: str, **added: str) -> Script:
    """The slip under another name and title, with lines added to its template: no other test meets its scans."""
    folder = FORMS / SLIP.form
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
    yaml = files.pop("template.yaml").decode().replace(f"name: {SLIP.form}", f"name: {name}", 1)
    yaml = yaml.replace("送货单（昆山市华锦包装材料有限公司）", title, 1).replace("Delivery slip (HJ)", title, 1)
    for place, line in added.items():
        yaml = yaml.replace(f"name: {place}\n", f"name: {place}\n{line}\n", 1)
    publish_template(service.services, actor="system", yaml=yaml, files=files)
    return Script(form=name, expected=SAMPLE.with_suffix(".expected.json"), pictures=(SAMPLE,))


def field_of(service: RunningService, scan_id: str, path: str) -> FieldView:
    return next(field for field in service.scan(scan_id).fields if field.path == path)


def in_both_languages(page: Page, name: str, shown: str) -> None:
    """Keeps the page for the docs as it is, and again in English; what is in hand survives the reload."""
    for language in ("zh-CN", "en"):
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(shown).first).to_be_visible()
        page.wait_for_load_state("networkidle")
        keep_for_docs(page, name)
        if language == "zh-CN":
            page.locator("#switch-language").click()


def test_two_operators_check_a_grid_each_and_never_the_same_cell(
    sign_in: SignIn, service: RunningService, pictures: Path
) -> None:
    script = variant(service, "slip-alike", "送货单（东区）")
    scans = [service.to_review(ORDER, script=script) for _ in range(63)]
    first, second = (sign_in(Role.OPERATOR, to="/check") for _ in range(2))
    for page, cells in ((first, 60), (second, 3)):
        page.locator("#by-field button", has_text="送货单（东区）").click()
        expect(page.locator(".cell")).to_have_count(cells)
        expect(page.locator("#verify")).to_be_enabled()

    first.keyboard.press("ArrowRight")
    first.keyboard.press("Space")
    first.keyboard.press("ArrowDown")
    first.keyboard.type("PO2025-28638")
    first.keyboard.press("Enter")
    expect(first.locator("#marked")).to_have_text("已标 2 处")
    first.keyboard.press("F2")
    box, picture = (first.locator(one).bounding_box() for one in ("#right-value", ".cell[data-here] img"))
    assert box
    assert picture
    # What is typed is compared with the picture: it lies free.
    assert box["y"] >= picture["y"] + picture["height"] - 2
    assert abs(box["x"] - first.locator(".cell[data-here]").bounding_box()["x"]) < 2
    first.keyboard.press("Enter")
    keep_for_docs(first, "operator-check-grid")
    check_page(first, pictures / "check-grid.zh-CN.png")
    first.keyboard.press("Enter")
    expect(first.locator("#messages")).to_contain_text("已确认 59 处，留给核对 1 处，通过单据 59 张")
    states = [service.scan(scan).summary.state for scan in scans]
    assert (states.count("accepted"), states.count("needs_review")) == (59, 4)
    typed = [field.text for scan in scans for field in service.scan(scan).fields if field.path == "order_no"]
    assert typed.count("PO2025-28638") == 1

    expect(first.locator("#groups")).to_be_visible()
    first.keyboard.press("Control+z")
    expect(first.locator("#messages")).to_contain_text("已撤销：60 张单据")
    expect(first.locator("#grid")).to_be_visible()
    expect(first.locator(".cell")).to_have_count(60)
    assert {service.scan(scan).summary.state for scan in scans} == {"needs_review"}

    with second.expect_response("**/check/groups/release"):
        second.keyboard.press("Escape")
    expect(second.locator("#groups")).to_be_visible()
    second.reload()
    group = second.locator("#by-field button", has_text="送货单（东区）")
    expect(group).to_contain_text("3 处")
    for scan in (scan for scan in scans if service.scan(scan).summary.reviewer is None):
        claim_scan(service.services, actor="user:third", scan_id=scan, minutes=10)
    group.click()
    expect(second.locator("#groups")).to_be_visible()
    expect(group).to_have_count(0)


def test_two_people_type_a_field_blind_and_a_third_decides(
    sign_in: SignIn, service: RunningService, pictures: Path
) -> None:
    script = variant(service, "slip-keyed", "送货单（双录）", order_no="  double_keyed: true")
    scan_id = service.hand_in()
    service.read(scan_id, script=script)
    assert service.scan(scan_id).summary.state == "needs_review"
    for number, name in enumerate(("PO2025-28688", "PO2025-28638")):
        page = sign_in(Role.OPERATOR, to="/check?mode=keying")
        expect(page.get_by_label("订单编号")).to_be_focused()
        assert "PO2025" not in page.locator("main").inner_text()
        if not number:
            check_page(page, pictures / "check-keying.zh-CN.png")
            in_both_languages(page, "operator-check-keying", "#entry-frame img")
        expect(page.locator("#entry")).to_be_focused()
        page.keyboard.type(name)
        # The page goes on before the server has the value; only then is the field another person's.
        with page.expect_response("**/keyed"):
            page.keyboard.press("Enter")
        expect(page.locator("#idle")).to_be_visible()
    third = sign_in(Role.OPERATOR, to="/check?mode=keying")
    expect(third.locator(".candidate")).to_have_text(["↑PO2025-28638", "↓PO2025-28688"])
    third.keyboard.press("ArrowDown")
    check_page(third, pictures / "check-third.zh-CN.png")
    third.keyboard.press("Enter")
    expect(third.locator("#idle")).to_be_visible()
    assert service.scan(scan_id).summary.state == "accepted"
    assert field_of(service, scan_id, "order_no").value == "PO2025-28688"

    # Somebody doubts it all the same: it is typed by two again.
    reopen_scan(service.services, actor="user:fourth", scan_id=scan_id)
    third.goto(f"/review?scan={scan_id}")
    third.locator("#fields button", has_text="订单编号").click()
    third.keyboard.press("F7")
    expect(third.locator("#again-now")).to_be_focused()
    check_page(third, pictures / "review-again.zh-CN.png")
    third.keyboard.press("Enter")
    expect(third.locator("#fields li", has_text="订单编号")).to_contain_text("由两人录入")
    assert field_of(service, scan_id, "order_no").keying == "first"
    assert "PO2025" not in third.locator("#fields").inner_text()
    third.keyboard.press("Enter")
    expect(third.locator("#messages")).to_contain_text("还有栏目等两人录入")


def test_an_audit_is_typed_blind_and_an_error_corrected(
    sign_in: SignIn, service: RunningService, pictures: Path
) -> None:
    script = variant(service, "slip-audited", "送货单（抽查）", **{"slip-audited": "audit_share: 1.0"})
    scan_id = service.hand_in()
    service.read(scan_id, script=script)
    page = sign_in(Role.OPERATOR, to="/check?mode=audit")
    # Bars are for machines.
    fields = [field for field in service.scan(scan_id).fields if field.type != "barcode"]
    written = {"order_no": "PO2025-28638", "total_capital": "肆万壹仟柒佰叁拾伍元壹角"}
    for field in fields:
        expect(page.locator("#entry-frame")).to_have_attribute("data-path", field.path)
        if field.type in ("seal", "signature", "tick"):
            page.keyboard.press("1" if field.value else "2")
        else:
            page.keyboard.type(written.get(field.path, field.text))
        if field.path == "customer":
            check_page(page, pictures / "check-audit.zh-CN.png")
            # What was typed is still there after a reload, also what was not entered yet.
            page.reload()
            expect(page.locator("#entry-frame")).to_have_attribute("data-path", "customer")
            expect(page.locator("#entry")).to_have_value(field.text)
        if field.path == "address":
            page.locator("#back-entry").click()
            expect(page.locator("#entry")).to_have_value(written["order_no"])
            page.keyboard.press("Enter")
            expect(page.locator("#entry")).to_have_value(field.text)
        page.keyboard.press("Enter")
    expect(page.locator(".candidate")).to_have_text(["↑PO2025-28638", "↓PO2025-28688"])
    in_both_languages(page, "operator-check-audit", ".candidate")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#audit-told")).to_contain_text("Corrected")
    check_page(page, pictures / "check-audit-done.en.png")
    scan = service.scan(scan_id)
    assert (scan.summary.state, scan.summary.result_version) == ("accepted", 2)

    supervisor = sign_in(Role.SUPERVISOR, to="/check?mode=errors")
    row = supervisor.locator("#error-rows tr.form", has_text="送货单（抽查）")
    expect(row).to_contain_text(f"1 / {len(fields)}")
    expect(row).to_contain_text("0.1%")
    check_page(supervisor, pictures / "check-errors.zh-CN.png")
    keep_for_docs(supervisor, "supervisor-measured-errors")
    supervisor.locator("#switch-language").click()
    expect(supervisor.locator("#error-rows tr.form").first).to_contain_text("waiting")
    check_page(supervisor, pictures / "check-errors.en.png")
    keep_for_docs(supervisor, "supervisor-measured-errors")
    supervisor.set_viewport_size(PHONE)
    # No part of the table has to be scrolled to, and it is a table all the same.
    assert supervisor.locator("#errors .scroll-x").evaluate("(one) => one.scrollWidth <= one.clientWidth")
    named = supervisor.get_by_role("row").filter(has=supervisor.get_by_role("rowheader", name="送货单（抽查）"))
    expect(named.get_by_role("cell").first).to_have_attribute("data-label", "Accepted by the machine alone")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_groups_that_wait(sign_in: SignIn, service: RunningService, language: str, pictures: Path) -> None:
    service.clear_the_desk()
    script = variant(service, "slip-grouped", "Slip (west)")
    for _ in range(2):
        service.to_review({**ORDER, "delivery_date": Doubt(text="2025-04-28")}, script=script)
    page = sign_in(Role.OPERATOR, language=language, to="/check")
    expect(page.locator("#by-character button").first).to_be_visible()
    check_page(page, pictures / f"check.{language}.png")
    if language == "en":
        page.locator("#by-value button", has_text="PO2025-28688").click()
        expect(page.locator("#verify")).to_be_enabled()
        check_page(page, pictures / "check-grid.en.png")
        keep_for_docs(page, "operator-check-grid")
        page.keyboard.press("Alt+Digit2")
        expect(page.locator("#idle")).to_be_visible()
        check_page(page, pictures / "check-idle.en.png")

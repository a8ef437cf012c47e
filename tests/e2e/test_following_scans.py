"""Scans are found again, looked at, cancelled and read again."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from ocr_service.access.roles import Role
from ocr_service.records.cases import Case
from ocr_service.usecases.cases.close_case import watch_cases
from ocr_service.usecases.cases.manage_cases import await_papers, open_case
from ocr_service.usecases.cases.show_cases import show_case
from tests.e2e.docs_pictures import keep_for_docs
from tests.e2e.page_look import check_page
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import APPLICATION, DEVICE, SLIP, Doubt


def test_the_list_is_filtered_and_the_filter_stands_in_the_address(sign_in, service: RunningService) -> None:
    for name in ("海虞 0917.png", "海虞 0918.png"):
        service.hand_in(file_name=name)
    page: Page = sign_in(Role.INTEGRATOR)
    page.locator("[name=q]").fill("海虞 0917")
    expect(page.locator("#rows tr")).to_have_count(1)
    page.reload()
    expect(page.locator("[name=q]")).to_have_value("海虞 0917")
    expect(page.locator("#rows tr")).to_have_count(1)
    page.locator("[name=state]").select_option("failed")
    expect(page.locator("#none")).to_be_visible()
    page.locator("[name=group][value=done]").check(force=True)
    expect(page).to_have_url(re.compile("group=done"))
    page.locator("#clear").click()
    expect(page.locator("[name=group][value='']")).to_be_checked()
    expect(page).not_to_have_url(re.compile("q=|state=|group="))
    expect(page.locator("#rows tr", has_text="海虞 0918")).to_be_visible()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_clerk_finds_his_own_by_what_stands_on_the_paper(sign_in, service: RunningService, language: str) -> None:
    page: Page = sign_in(Role.CLERK, language=language)
    for name in ("华锦 0423.png", "华锦 0424.png"):
        file = {"name": name, "mimeType": "image/png", "buffer": service.fresh_file()}
        page.locator("#files").set_input_files([file])
        expect(page.locator("#recent tr", has_text=name)).to_be_visible()
    service.read(service.newest().summary.id, {"driver": Doubt(text="孙建围")})
    service.hand_in(file_name=f"not mine 孙建围 {language}.png")
    page.goto("/scans")
    expect(page.locator("#rows tr")).to_have_count(2)
    page.keyboard.press("/")
    page.keyboard.type("孙 建围")
    expect(page.locator("#rows tr")).to_have_count(1)
    expect(page.locator("#rows .found")).to_contain_text("孙建围")
    keep_for_docs(page, "clerk-scans")
    page.locator("[name=q]").press("Escape")
    page.locator("[name=mine][value=false]").check(force=True)
    expect(page.locator("#rows tr", has_text=f"not mine 孙建围 {language}")).to_be_visible()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_case_whose_papers_did_not_follow_is_marked_found_and_settled(
    sign_in, service: RunningService, language: str, pictures: Path
) -> None:
    paper, other = (service.hand_in(file_name=f"华锦 {number} {language}.png") for number in ("0431", "0432"))
    service.read(paper)
    case = open_case(service.services, actor="system", title="PO2025-28688", scan_ids=[paper, other])
    soon = datetime.now(UTC) + timedelta(days=1)
    await_papers(
        service.services, actor="system", case_id=case, due_at=soon, expected=[SLIP.form, APPLICATION.form],
        note="缺用车申请，司机周五补",
    )  # fmt: skip
    with service.services.database.begin() as session:
        session.get_one(Case, case).due_at = soon - timedelta(days=3)
    watch_cases(service.services)
    page: Page = sign_in(Role.CLERK, language=language)
    page.goto("/scans?mine=false&group=overdue")
    expect(page.locator("#rows tr", has_text="0431").locator(".state.wrong")).to_be_visible()
    expect(page.locator("#rows tr", has_text=language)).to_have_count(2)
    why = {"zh-CN": "应补的单据没有按时补齐", "en": "have not all come in time"}[language]
    expect(page.locator("#rows tr", has_text="0431")).to_contain_text(why)
    check_page(page, pictures / f"scans-overdue.{language}.png")
    page.locator("#rows a.file", has_text=f"0431 {language}").click()
    expect(page.locator("#case-state .state.wrong")).to_be_visible()
    page.locator("#case").scroll_into_view_if_needed()
    keep_for_docs(page, "clerk-case")
    check_page(page, pictures / f"scan-case.{language}.png")
    page.locator("#case-acts button").first.click()
    expect(page.locator("#case-state .state.moving")).to_be_visible()
    prolonged = show_case(service.services, case_id=case)
    assert (prolonged.expected, prolonged.note) == ((SLIP.form, APPLICATION.form), "缺用车申请，司机周五补")
    page.locator("#case-acts button").last.click()
    expect(page.locator("#case-state .state.sure")).to_be_visible()
    page.goto("/scans?mine=false&group=overdue")
    expect(page.locator("#rows tr", has_text=language)).to_have_count(0)


def test_what_was_typed_before_the_page_was_ready_stands_in_the_address(sign_in, service: RunningService) -> None:
    service.hand_in(file_name="海虞 0919.png")
    page: Page = sign_in(Role.INTEGRATOR)
    held: list[Route] = []
    page.route("**/scans/page.js", lambda route: held.append(route))
    page.goto("/scans", wait_until="commit")
    page.locator("[name=q]").fill("海虞 0919")
    for route in held:
        route.continue_()
    expect(page).to_have_url(re.compile("q=%E6%B5%B7|q=海"))
    expect(page.locator("[name=q]")).to_have_value("海虞 0919")
    expect(page.locator("#rows tr")).to_have_count(1)


def test_more_rows_come_on_demand(sign_in, service: RunningService) -> None:
    for _ in range(51):
        service.hand_in(file_name="stack.png")
    page: Page = sign_in(Role.INTEGRATOR, to="/scans?q=stack.png")
    expect(page.locator("#rows tr")).to_have_count(50)
    page.locator("#more").click()
    expect(page.locator("#rows tr")).to_have_count(51)
    expect(page.locator("#more")).to_be_hidden()


def test_a_field_is_found_on_the_picture_and_back(sign_in, service: RunningService) -> None:
    scan_id = service.to_review({"plate": Doubt(text="沪FF26282")})
    page: Page = sign_in(Role.CLERK, to=f"/scans/{scan_id}")
    page.get_by_role("button", name="车牌号码").click()
    expect(page.locator("rect[data-here] title")).to_contain_text("车牌号码")
    page.locator("rect.sure").first.click()
    expect(page.locator("#field-rows tr[aria-current]")).to_contain_text("送货单号")
    expect(page.get_by_role("link", name="去核对")).to_have_count(0)
    page.get_by_role("link", name=DEVICE).click()
    expect(page.get_by_label("扫描设备")).to_have_value(DEVICE)
    expect(page.locator(f"#rows tr[data-scan='{scan_id}']")).to_be_visible()
    page.get_by_label("扫描设备").fill("EPSON Scan")
    expect(page.locator("#none")).to_be_visible()


def test_a_scan_is_cancelled_after_a_question_and_read_again(sign_in, service: RunningService) -> None:
    scan_id = service.hand_in()
    page: Page = sign_in(Role.CLERK, to=f"/scans/{scan_id}")
    page.get_by_role("button", name="取消", exact=True).click()
    page.get_by_role("button", name="否").click()
    assert service.scan(scan_id).summary.state == "queued"
    page.get_by_role("button", name="取消", exact=True).click()
    page.get_by_role("button", name="是", exact=True).click()
    expect(page.locator("#state")).to_have_text("已取消")
    page.get_by_role("button", name="重新识别").click()
    page.get_by_role("button", name="是", exact=True).click()
    expect(page.locator("#state")).to_have_text("排队中")
    service.read(scan_id)
    expect(page.locator("#state")).to_have_text("已通过")
    expect(page.locator("#history-rows li").last).to_contain_text("识别完成")

"""The administrator's ways through the pages: people, keys, receivers, deliveries, retention, the audit trail."""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update

from ocr_service.access.roles import Permission, Role
from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint, switch_endpoint
from ocr_service.usecases.masterdata.load_list import load_list
from ocr_service.usecases.masterdata.load_wishes import Source
from ocr_service.usecases.masterdata.loads.run_load import run_load, run_loads
from ocr_service.usecases.people.manage_keys import create_key
from ocr_service.usecases.people.manage_sites import create_site, list_sites
from ocr_service.usecases.people.manage_users import create_user
from tests.e2e.docs_pictures import keep_for_docs
from tests.e2e.page_look import check_page
from tests.e2e.running_service import PASSWORD, RunningService
from tests.e2e.scripted_reader import SLIP

SignIn = Callable[..., Page]
WORDS = {
    "people": {"zh-CN": "人员", "en": "People"},
    "sites": {"zh-CN": "站点", "en": "Sites"},
    "keys": {"zh-CN": "密钥", "en": "Keys"},
    "receivers": {"zh-CN": "接收方", "en": "Receivers"},
    "deliveries": {"zh-CN": "发送记录", "en": "Deliveries"},
    "masterdata": {"zh-CN": "主数据", "en": "Master data"},
    "retention": {"zh-CN": "保留期", "en": "Retention"},
    "audit": {"zh-CN": "审计记录", "en": "Audit trail"},
}


OLD_CUSTOMERS = (
    "number,name,phone\nC-101,华明电子有限公司,0512-1\nC-102,恒达包装厂,0512-8\nC-103,宏远物流,021-3\n".encode()
)
CUSTOMERS = "number,name,phone\nC-101,华明电子有限公司,0512-7\nC-103,宏远物流,021-3\nC-104,新安纸业,0551-4\n".encode()


def load_customers(service: RunningService, rows: bytes, source: Source) -> None:
    file = io.BytesIO(rows)
    load_list(service.services, actor="system", name="customers", file=file, size_bytes=len(rows), source=source)


@pytest.fixture(scope="module")
def house(service: RunningService) -> RunningService:
    """Sites, people and keys as a factory has them."""
    services = service.services
    if not list_sites(services):
        for code, name in (("suzhou-1", "苏州一厂"), ("suzhou-2", "苏州二厂")):
            create_site(services, actor="system", code=code, name=name)
        for name, role, site in (("li.na", Role.CLERK, "suzhou-1"), ("wang.wei", Role.OPERATOR, "suzhou-2")):
            create_user(services, actor="system", name=name, password=PASSWORD, role=role, site=site)
        scopes = [Permission.SCANS_READ, Permission.SCANS_WRITE, Permission.ANSWERS_WRITE]
        create_key(services, actor="system", name="ERP", scopes=scopes, held=scopes, site="suzhou-1")
        load_customers(service, OLD_CUSTOMERS, "folder")
        load_customers(service, OLD_CUSTOMERS.replace(b"0512-1", b"0512-2"), "page")
    return service


@pytest.fixture
def accepted(service: RunningService) -> str:
    scan_id = service.hand_in()
    service.read(scan_id)
    return scan_id


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_first_steps_come_first_until_they_are_put_away(sign_in: SignIn, language: str, pictures: Path) -> None:
    page = sign_in(Role.ADMINISTRATOR, language=language)
    page.wait_for_url("**/admin/start")
    expect(page.locator("#step-password .state")).to_have_class("state soft")
    keep_for_docs(page, "admin-start")
    check_page(page, pictures / f"admin-start.{language}.png")
    page.goto("/board")
    expect(page.locator("#first-steps")).to_be_visible()
    page.locator("#first-steps a").click()
    page.locator("#remind").click()
    page.wait_for_url("**/admin/people")
    expect(page.locator(".rooms a[href='/admin/start']")).to_have_count(0)
    page.goto("/admin/start")
    page.locator("#remind").click()
    expect(page.locator("#remind")).to_have_attribute("data-away", "true")


def test_somebody_is_added_signs_in_is_promoted_and_signed_out(
    sign_in: SignIn, new_context: Callable[..., BrowserContext], house: RunningService
) -> None:
    page = sign_in(Role.ADMINISTRATOR, language="en", to="/admin/people")
    expect(page.locator("#rows")).to_contain_text("wang.wei")
    page.keyboard.press("n")
    page.keyboard.type("Chen.Jie")
    page.locator("#new [name=site]").select_option("suzhou-2")
    page.keyboard.press("Enter")
    password = page.locator(".once input").input_value()
    page.keyboard.press("Escape")

    theirs = new_context().new_page()
    theirs.goto("/login")
    theirs.locator("[name=name]").fill("chen.jie")
    theirs.locator("[name=password]").fill(password)
    theirs.keyboard.press("Enter")
    theirs.wait_for_url("**/upload")

    page.reload()
    row = page.locator("#rows tr", has_text="chen.jie")
    expect(row).to_contain_text("苏州二厂")
    row.get_by_role("button").click()
    page.locator("#change [name=role]").select_option("operator")
    page.locator("#change").get_by_role("button", name="Save").click()
    expect(row).to_contain_text("operator")
    theirs.goto("/review")
    expect(theirs.locator("h1")).to_be_visible()

    row.get_by_role("button").click()
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.locator("#messages")).to_contain_text("chen.jie")
    # Asked beside the page, which goes to the sign-in by itself as soon as it asks for anything.
    assert theirs.request.get("/review").status == 401


def test_a_key_is_shown_once_opens_what_it_may_and_is_revoked(sign_in: SignIn, house: RunningService) -> None:
    page = sign_in(Role.INTEGRATOR, language="en", to="/admin/keys")
    expect(page.locator("#rows")).to_contain_text("ERP")
    page.keyboard.press("n")
    page.keyboard.type("scanner hall 2")
    page.get_by_role("checkbox", name="scans:read").check()
    page.keyboard.press("Enter")
    key = page.locator(".once input").input_value()
    page.keyboard.press("Escape")

    def ask() -> int:
        headers = {"Authorization": f"Bearer {key}"}
        return httpx2.get(f"{house.url}/api/v1/scans", headers=headers).status_code

    assert ask() == 200
    assert key not in page.content()
    row = page.locator("#rows tr", has_text="scanner hall 2")
    row.get_by_role("button", name="Revoke").click()
    page.locator("dialog[open]").get_by_role("button", name="Revoke").click()
    expect(row).to_contain_text("Revoked")
    assert ask() == 401


def test_a_receiver_is_set_up_tried_and_its_secret_goes_nowhere_else(
    sign_in: SignIn, service: RunningService, accepted: str
) -> None:
    page = sign_in(Role.INTEGRATOR, language="en")
    with VerifyingReceiver() as receiver:
        page.goto("/admin/receivers")
        page.keyboard.press("n")
        page.get_by_role("link", name="Webhook (signed)").click()
        page.locator("[name=description]").fill("MES")
        page.locator("[name=url]").fill(receiver.url)
        page.locator("[name='own.auth']").select_option("bearer")
        page.locator("[name='own.token']").fill("s3cret")
        page.locator("#forms").get_by_role("checkbox").first.check()
        page.locator("#save").click()
        receiver.secrets = (page.locator(".once input").input_value(),)
        page.keyboard.press("Escape")
        page.wait_for_url("**/admin/receivers/hook_**")

        page.get_by_role("button", name="Send a test").click()
        expect(page.locator("#test-result .sure")).to_be_visible()
        page.locator("[name=scan]").select_option(accepted)
        page.locator("[name=expression]").fill("{no: data.values.slip_number}")
        page.get_by_role("button", name="Preview").click()
        expect(page.locator("#previewed .look")).to_contain_text("no")
        page.locator("[name=expression]").fill("{no: data.values.slip_no}")
        page.get_by_role("button", name="Preview").click()
        expect(page.locator("#previewed pre")).to_contain_text('"no": "HJ25042800"')
        page.get_by_role("button", name="Save as a new version").click()
        expect(page.locator("#messages")).to_contain_text("version 1")

        expect(page.locator("#moved")).to_be_hidden()
        page.locator("[name=url]").fill("http://127.0.0.1:9/elsewhere")
        expect(page.locator("#moved")).to_be_visible()
        page.locator("#save").click()
        expect(page.locator("[name='own.token']")).to_be_focused()
        page.locator("[name='own.token']").fill("n3w")
        page.locator("#save").click()
        expect(page.locator("#moved")).to_be_hidden()
        endpoint_id = page.url.rpartition("/")[2]
        with service.services.database() as session:
            kept = session.get_one(WebhookEndpoint, endpoint_id)
        assert (kept.url, kept.settings["token"]) == ("http://127.0.0.1:9/elsewhere", "n3w")
        page.get_by_role("button", name="Switch off").click()
        page.locator("dialog[open]").get_by_role("button", name="Switch off").click()
        expect(page.locator("#state")).to_have_text("Switched off")


def test_what_was_given_up_is_told_in_words_and_sent_again(
    sign_in: SignIn, service: RunningService, pictures: Path
) -> None:
    with service.erp():
        for number in (1, 2):
            service.read(service.hand_in(file_name=f"given-up-{number}.png"))
        with service.services.database.begin() as session:
            given_up: dict[str, Any] = {"state": "dead", "last_error": "delivery_refused", "tries": 9}
            session.execute(update(Delivery).where(Delivery.state == "waiting").values(given_up))
            session.execute(update(WebhookEndpoint).where(WebhookEndpoint.active).values(description="ERP of the hall"))
        page = sign_in(Role.SUPERVISOR, language="en", to="/admin/deliveries?state=dead")
        expect(page.locator("#rows tr")).to_have_count(2)
        expect(page.locator("#rows tr").first).to_contain_text("Nobody takes connections")
        for number in (1, 2):
            expect(page.locator("#rows")).to_contain_text(f"given-up-{number}.png")
        page.locator("[name=q]").fill("given-up-2")
        expect(page.locator("#rows tr")).to_have_count(1)
        page.locator("[name=q]").fill("given-up")
        expect(page.locator("#rows tr")).to_have_count(2)
        page.locator("#choose-all").check()
        check_page(page, pictures / "admin-deliveries-chosen.en.png")
        page.get_by_role("button", name="Send chosen again (2)").click()
        page.locator("dialog[open]").get_by_role("button", name="Send again").click()
        expect(page.locator("#messages")).to_contain_text("2")
        service.send()
        page.goto("/admin/deliveries")
        expect(page.locator("#rows tr", has_text="Delivered").first).to_contain_text("ERP of the hall")
        page.locator("#rows tr", has_text="Delivered").first.get_by_role("button").click()
        expect(page.locator("dialog[open] pre.sheet")).to_contain_text("form.accepted")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_of_administration(sign_in: SignIn, house: RunningService, language: str, pictures: Path) -> None:
    services = house.services
    gateway = {"auth": "bearer", "token": "s3cret"}
    made = create_endpoint(
        services,
        house.sender,
        actor="system",
        url="http://127.0.0.1:9/in",
        settings=gateway,
        description="MES 2",
        templates=[SLIP.form],
    )
    house.read(house.hand_in())
    house.send()
    page = sign_in(Role.ADMINISTRATOR, language=language, to="/admin/people")

    def visit(name: str) -> None:
        page.locator(f".rooms a[href='/admin/{name}']").click()
        expect(page.locator("h1")).to_have_text(WORDS[name][language])
        expect(page.locator("#rows tr, #facts div").first).to_be_visible()
        check_page(page, pictures / f"admin-{name}.{language}.png")

    visit("people")
    keep_for_docs(page, "admin-people")
    visit("sites")
    keep_for_docs(page, "admin-sites")
    visit("keys")
    keep_for_docs(page, "admin-keys")
    visit("receivers")
    keep_for_docs(page, "admin-receivers")
    visit("deliveries")
    keep_for_docs(page, "admin-deliveries")
    visit("masterdata")
    keep_for_docs(page, "admin-masterdata")
    page.get_by_role("link", name="customers").click()
    expect(page.locator("#versions tr")).not_to_have_count(0)
    page.locator("[name=file]").set_input_files({"name": "customers.csv", "mimeType": "text/csv", "buffer": CUSTOMERS})
    page.locator("#load button.main").click()
    expect(page.locator("#loading[data-state=waiting]")).to_be_visible()
    run_loads(services, partial(run_load, services))
    page.locator("#loading details").nth(1).click()
    check_page(page, pictures / f"admin-list.{language}.png")
    keep_for_docs(page, "admin-list")
    visit("retention")
    keep_for_docs(page, "admin-retention")
    visit("audit")
    keep_for_docs(page, "admin-audit")
    page.locator("[name=about]").fill(made.endpoint.id)
    expect(page.locator("#rows tr")).to_have_count(1)
    assert made.endpoint.id in (page.locator("#export").get_attribute("href") or "")
    page.goto(f"/admin/receivers/{made.endpoint.id}")
    expect(page.locator("#deliveries tr")).not_to_have_count(0)
    expect(page.locator("#health div")).not_to_have_count(0)
    check_page(page, pictures / f"admin-receiver.{language}.png")
    keep_for_docs(page, "admin-receiver")
    page.goto("/admin/people")
    expect(page.locator("#rows tr")).not_to_have_count(0)
    page.keyboard.press("n")
    check_page(page, pictures / f"admin-person.{language}.png")
    keep_for_docs(page, "admin-person")
    switch_endpoint(services, actor="system", endpoint_id=made.endpoint.id, active=False)


def test_a_file_is_looked_at_put_in_force_and_taken_back(sign_in: SignIn, house: RunningService) -> None:
    services = house.services
    page = sign_in(Role.INTEGRATOR, language="en")
    page.goto("/admin/masterdata/suppliers")
    expect(page.locator("#nothing-yet")).to_contain_text("Nothing yet")
    page.goto("/admin/masterdata/customers")
    expect(page.locator("#rows")).to_contain_text("C-101")
    expect(page.locator("#nothing-yet")).to_be_hidden()
    page.locator("[name=file]").set_input_files({"name": "customers.csv", "mimeType": "text/csv", "buffer": CUSTOMERS})
    page.locator("#load button.main").click()
    expect(page.locator("#loading[data-state=waiting]")).to_be_visible()
    page.reload()
    run_loads(services, partial(run_load, services))
    expect(page.locator("#changes")).to_have_text("Added1Changed1Gone1")
    expect(page.locator("#rows")).not_to_contain_text("C-104")
    page.get_by_role("button", name="Make it current").click()
    expect(page.locator("#rows")).to_contain_text("C-104")
    page.locator("#search").fill("新安")
    expect(page.locator("#rows tr")).to_have_count(1)
    page.locator("#versions").get_by_role("button").first.click()
    page.locator("dialog[open]").get_by_role("button", name="Make current again").click()
    expect(page.locator("#none")).to_be_visible()

    page.locator("[name=file]").set_input_files(
        {"name": "c.csv", "mimeType": "text/csv", "buffer": b"number,name,phone\nC-1\n"}
    )
    page.locator("#load button.main").click()
    expect(page.locator("#loading[data-state=waiting]")).to_be_visible()
    run_loads(services, partial(run_load, services))
    expect(page.locator("#loading .wrong li")).to_contain_text("Line 2")

    page.locator("[name=url]").fill("http://not-allowed.example/customers.csv")
    page.locator("#source .foot button").click()
    expect(page.locator("#source .notice.wrong")).to_be_visible()
    page.locator("[name=url]").fill("http://127.0.0.1:9/customers.csv")
    page.locator("#source .foot button").click()
    expect(page.locator("#fetching dl")).to_be_visible()
    page.locator("#fetching").get_by_role("button", name="Fetch no more").click()
    page.locator("dialog[open]").get_by_role("button", name="Fetch no more").click()
    expect(page.locator("#fetching dl")).to_be_hidden()


def test_retention_says_what_it_would_forget_before_it_is_saved(sign_in: SignIn, service: RunningService) -> None:
    page = sign_in(Role.ADMINISTRATOR, language="en", to="/admin/retention")
    page.locator("[name=days]").fill("30")
    expect(page.locator("#preview")).to_contain_text("none")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#facts")).to_contain_text("30 days")
    expect(page.locator("#facts")).to_contain_text("Chosen by")

"""An operator works through doubtful fields by keyboard alone. What a key does is counted here in real keys."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect
from sqlalchemy import update

from ocr_service.access.roles import Role
from ocr_service.records.scans import ScanField
from ocr_service.usecases.following.find_scans import FieldView
from ocr_service.usecases.reviewing.review_scan import release_scan
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import APPLICATION, Doubt

ORDER, PLATE, CLERK = (
    Doubt(text="PO2025-28688"),
    Doubt(text="沪FF26202"),
    Doubt(text="罗俊杰", others=("罗俊木", "岁俊杰")),
)


def _open(sign_in: Callable[..., Page], scan_id: str, field: str) -> Page:
    """An operator on the desk, with the box of `field` in hand."""
    page = sign_in(Role.OPERATOR, to=f"/review?scan={scan_id}")
    expect(page.get_by_label(field)).to_be_focused()
    return page


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _field(service: RunningService, scan_id: str, path: str) -> FieldView:
    return next(field for field in service.scan(scan_id).fields if field.path == path)


def _wait_for_accepted(page: Page) -> None:
    expect(page.locator("#messages")).to_contain_text("已通过")


def test_two_doubtful_fields_without_change_take_three_keys(sign_in, service: RunningService) -> None:
    scan_id = service.to_review({"order_no": ORDER, "plate": PLATE})
    page = _open(sign_in, scan_id, "订单编号")
    _press(page, "Enter", "Enter", "Enter")
    _wait_for_accepted(page)
    assert service.scan(scan_id).summary.state == "accepted"


def test_one_correction_takes_its_characters_and_two_keys(sign_in, service: RunningService) -> None:
    scan_id = service.to_review({"driver": Doubt(text="孙建围")})
    page = _open(sign_in, scan_id, "送货人")
    _press(page, *"Li Na", "Enter", "Enter")
    _wait_for_accepted(page)
    assert _field(service, scan_id, "driver").value == "Li Na"


def test_a_number_key_takes_another_reading(sign_in, service: RunningService) -> None:
    scan_id = service.to_review({"clerk": CLERK})
    page = _open(sign_in, scan_id, "制单人")
    _press(page, "1", "Enter", "Enter")
    _wait_for_accepted(page)
    assert _field(service, scan_id, "clerk").value == "罗俊木"


def test_a_value_that_cannot_be_keeps_the_form_and_says_why(sign_in, service: RunningService) -> None:
    scan_id = service.to_review({"delivery_date": Doubt(text="2025-04-23")})
    page = _open(sign_in, scan_id, "送货日期")
    _press(page, *"never", "Enter", "Enter")
    expect(page.locator("#editor [role=alert]")).to_be_visible()
    assert service.scan(scan_id).summary.state == "needs_review"


def test_what_speaks_against_a_form_by_now_is_shown_instead_of_accepting_it(sign_in, service: RunningService) -> None:
    service.clear_the_desk()
    scan_id, following = (service.to_review({"driver": Doubt(text="孙建围")}) for _ in range(2))
    page: Page = sign_in(Role.OPERATOR, to="about:blank")
    with page.expect_response("**/review/ahead"):
        page.goto(f"/review?scan={scan_id}")
    expect(page.get_by_label("送货人")).to_be_focused()
    _press(page, "Enter")
    with service.services.database.begin() as session:
        plate = (ScanField.scan_id == scan_id, ScanField.path == "plate")
        session.execute(update(ScanField).where(*plate).values(decision="review"))
    told: list[Route] = []
    page.route("**/review/turn", lambda route: told.append(route))
    _press(page, "Enter")
    expect(page).to_have_url(f"{service.url}/review?scan={following}")
    # The next form is on the desk already; keys for it do not fall into the one that comes back.
    page.keyboard.type("Li")
    told[0].continue_()
    expect(page.locator("#interrupting")).to_contain_text("没有通过")
    _press(page, "Enter")
    expect(page.get_by_label("车牌号码")).to_be_focused()
    expect(page.locator("#left-count")).to_have_text("1 处要看")
    assert service.scan(scan_id).summary.state == "needs_review"
    assert service.scan(following).summary.reviewer is None


def test_keys_of_a_chinese_input_method_do_nothing(sign_in, service: RunningService) -> None:
    scan_id = service.to_review({"clerk": CLERK})
    page = _open(sign_in, scan_id, "制单人")
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "luo", "selectionStart": 3, "selectionEnd": 3})
    for key, code in (("1", "Digit1"), ("Enter", "Enter"), ("Process", "F8")):
        session.send(
            "Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": key, "code": code, "windowsVirtualKeyCode": 229}
        )
    expect(page.get_by_label("制单人")).to_be_focused()
    expect(page.locator("#left-count")).to_have_text("1 处要看")
    session.send("Input.insertText", {"text": "罗"})
    expect(page.get_by_label("制单人")).to_have_value("罗")


def test_an_entry_of_the_fields_list_is_typed_for_and_taken_with_the_arrows(sign_in, service: RunningService) -> None:
    scan_id = service.to_review({"customer": Doubt(text="无锡天杭精密机械")})
    page: Page = sign_in(Role.OPERATOR, to="about:blank")
    asked: list[str] = []
    page.on("request", lambda request: "/completions" in request.url and asked.append(request.url))
    page.clock.install()
    page.goto(f"/review?scan={scan_id}")
    expect(page.get_by_label("收货单位")).to_be_focused()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "wu", "selectionStart": 2, "selectionEnd": 2})
    page.clock.run_for(1000)
    assert asked == []
    session.send("Input.insertText", {"text": "昆山"})
    page.clock.run_for(1000)
    offered = page.locator("#editor .choices button")
    expect(offered).to_contain_text(["昆山立川五金制品厂"])
    page.keyboard.press("ArrowDown")
    expect(page.locator("#editor .choices [aria-pressed=true]")).to_contain_text("昆山立川五金制品厂")
    _press(page, "Enter", "Enter")
    _wait_for_accepted(page)
    assert _field(service, scan_id, "customer").value == "昆山立川五金制品厂"
    assert [url for url in asked if "q=wu" in url] == []


def test_two_operators_never_hold_the_same_form(sign_in, service: RunningService) -> None:
    mine, _ = (service.to_review({"clerk": CLERK}) for _ in range(2))
    _open(sign_in, mine, "制单人")
    second: Page = sign_in(Role.OPERATOR)
    expect(second.locator("#editor")).to_be_visible()
    assert mine not in second.url
    second.goto(f"/review?scan={mine}")
    expect(second.locator("#messages")).to_contain_text("正在")


def test_a_skipped_form_is_left_to_others(sign_in, service: RunningService) -> None:
    scan_id, _ = (service.to_review({"clerk": CLERK}) for _ in range(2))
    page = _open(sign_in, scan_id, "制单人")
    # What was confirmed and taken back is left to them as doubtful as it was.
    for key in ("Enter", "Control+z"):
        with page.expect_response("**/fields"):
            _press(page, key)
    _press(page, "F8")
    expect(page).not_to_have_url(f"{service.url}/review?scan={scan_id}")
    assert service.scan(scan_id).summary.reviewer is None
    assert next(field for field in service.scan(scan_id).fields if field.path == "clerk").decision == "review"


def test_what_was_typed_survives_a_reload(sign_in, service: RunningService) -> None:
    scan_id = service.to_review({"clerk": CLERK})
    page = _open(sign_in, scan_id, "制单人")
    _press(page, *"abc")
    page.reload()
    expect(page.get_by_label("制单人")).to_have_value("abc")
    expect(page.locator("#editor")).to_contain_text("罗俊杰")
    _press(page, "Escape")
    expect(page.get_by_label("制单人")).to_have_value("罗俊杰")


def test_an_accepted_form_is_taken_back(sign_in, service: RunningService) -> None:
    scan_id = service.to_review({"clerk": CLERK})
    page = _open(sign_in, scan_id, "制单人")
    _press(page, "x", "Enter", "Enter")
    _wait_for_accepted(page)
    _press(page, "Control+z")
    expect(page).to_have_url(f"{service.url}/review?scan={scan_id}")
    assert service.scan(scan_id).summary.state == "needs_review"
    # It was corrected too early, too: what the machine read is there to be picked.
    page.locator("#fields button", has_text="制单人").click()
    expect(page.locator("#editor .choices button").first).to_have_text("1罗俊杰")


def test_an_accepted_form_is_taken_back_while_the_next_one_still_wants_its_template(
    sign_in, service: RunningService
) -> None:
    scan_id = service.to_review({"clerk": CLERK})
    unknown = service.hand_in()
    service.read(unknown, known=False)
    page = _open(sign_in, scan_id, "制单人")
    _press(page, "Enter", "Enter")
    _wait_for_accepted(page)
    page.goto(f"/review?scan={unknown}")
    expect(page.get_by_role("heading", name="这是哪种表单？")).to_be_visible()
    _press(page, "Control+z")
    expect(page).to_have_url(f"{service.url}/review?scan={scan_id}")


def test_a_form_is_rejected_with_a_common_reason_by_its_number(sign_in, service: RunningService) -> None:
    scan_id = service.to_review({"clerk": CLERK})
    page = _open(sign_in, scan_id, "制单人")
    _press(page, "F9", "1", "Enter")
    expect(page).not_to_have_url(f"{service.url}/review?scan={scan_id}")
    assert service.scan(scan_id).summary.state == "rejected"


def test_an_unknown_form_is_named_by_a_person(sign_in, service: RunningService) -> None:
    scan_id = service.hand_in()
    service.read(scan_id, known=False)
    page: Page = sign_in(Role.OPERATOR, to=f"/review?scan={scan_id}")
    form = page.locator("button", has_text="送货单（昆山市华锦包装材料有限公司）")
    expect(form).to_be_visible()
    # An Enter too many chooses nothing, also after the picture was turned or a question thought better of.
    _press(page, "Enter", "ArrowDown", "Alt+r", "Enter", "F3")
    expect(page.locator("#asking")).to_be_visible()
    # A page is not gone to behind a question.
    page.locator("#asking-cancel").focus()
    _press(page, "g", "1", "Escape", "Enter")
    expect(page).to_have_url(f"{service.url}/review?scan={scan_id}")
    _press(page, form.locator("kbd").inner_text())
    expect(page).not_to_have_url(f"{service.url}/review?scan={scan_id}")
    assert service.scan(scan_id).summary.wanted_template == "delivery-slip-huajin"


def test_values_are_saved_when_the_network_comes_back(sign_in, service: RunningService) -> None:
    scan_id = service.to_review({"driver": Doubt(text="孙建围")})
    page = _open(sign_in, scan_id, "送货人")
    page.context.set_offline(True)
    _press(page, *"Li Na", "Enter")
    expect(page.locator("#saving")).to_have_text("未保存，已留在这台电脑上")
    page.context.set_offline(False)
    expect(page.locator("#saving")).to_have_text("")
    assert _field(service, scan_id, "driver").value == "Li Na"


def test_a_seal_is_judged_by_number_key(sign_in, service: RunningService) -> None:
    scan_id = service.to_review({"seal": Doubt(text="")})
    page: Page = sign_in(Role.OPERATOR, to=f"/review?scan={scan_id}")
    expect(page.locator("#editor")).to_contain_text("收货单位盖章")
    _press(page, "2", "Enter", "Enter")
    _wait_for_accepted(page)
    assert _field(service, scan_id, "seal").value is False


def test_several_options_are_ticked_and_unticked_by_their_numbers(sign_in, service: RunningService) -> None:
    doubts = {"attachments": Doubt(text="itinerary,other", value=["itinerary", "other"])}
    scan_id = service.to_review(doubts, script=APPLICATION)
    page: Page = sign_in(Role.OPERATOR, to=f"/review?scan={scan_id}")
    ticked = page.locator("#editor .choices [aria-pressed=true]")
    expect(ticked).to_have_text(["1行程单", "4其他"])
    _press(page, "2", "1")
    expect(ticked).to_have_text(["2报价单", "4其他"])
    expect(page.locator("#fields [aria-current] .value")).to_have_text("报价单、其他")
    _press(page, "Enter", "Enter")
    _wait_for_accepted(page)
    assert _field(service, scan_id, "attachments").value == ["quotation", "other"]


def test_a_form_that_somebody_else_took_is_given_up_and_got_back_with_what_was_typed(
    sign_in, service: RunningService
) -> None:
    scan_id, _ = (service.to_review({"clerk": CLERK}) for _ in range(2))
    first = _open(sign_in, scan_id, "制单人")
    release_scan(service.services, actor=str(service.scan(scan_id).summary.reviewer), scan_id=scan_id)
    second = _open(sign_in, scan_id, "制单人")

    _press(first, *"abc", "Enter")
    expect(first.locator("#lost")).to_be_visible()
    expect(first.locator("#desk")).to_be_hidden()
    expect(first.locator("#claim-again")).to_be_focused()
    assert _field(service, scan_id, "clerk").value == "罗俊杰"
    _press(first, "F2")
    expect(first.locator("#queue-kept-rows")).to_contain_text("制单人 abc")
    _press(first, "Escape")

    _press(second, "F8")
    expect(second).not_to_have_url(f"{service.url}/review?scan={scan_id}")
    _press(first, "Enter")
    expect(first.get_by_label("制单人")).to_have_value("abc")
    assert service.scan(scan_id).summary.reviewer is not None

"""Drafts are kept, guarded against two authors at once, tried on scans, tested, and published."""

from typing import Any

import pytest

from ocr_service.forms.draft_content import content_of
from ocr_service.forms.result import FormResult
from ocr_service.forms.template import TemplatePackage
from ocr_service.forms.template_file import parse_template
from ocr_service.usecases.errors import FieldValueInvalid, TemplateInvalid
from ocr_service.usecases.following.forget_old import sweep_files
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates import publish_draft as publishing
from ocr_service.usecases.templates.begin_drafts import begin_draft, begin_from_file, begin_from_version
from ocr_service.usecases.templates.draft import Draft
from ocr_service.usecases.templates.draft_errors import (
    DraftChanged,
    DraftDiffers,
    DraftNameTaken,
    DraftNotFound,
    DraftOvertaken,
    DraftUntested,
    DraftUnusable,
    SampleUnread,
    TemplateTestsWanted,
    TooManySamples,
)
from ocr_service.usecases.templates.draft_lists import ListSummary, describe_lists
from ocr_service.usecases.templates.keep_drafts import check_draft, keep_file, save_draft, show_draft, throw_away
from ocr_service.usecases.templates.propose_draft import with_page
from ocr_service.usecases.templates.publish_draft import publish_draft
from ocr_service.usecases.templates.publish_template import (
    PublishedTemplate,
    TemplatesInUse,
    publish_template,
    show_template,
)
from ocr_service.usecases.templates.template_versions import restore_version
from ocr_service.usecases.templates.try_draft import add_sample, keep_expected, list_samples, read_sample
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import PICTURE, SLIP, Desk, slip_result

CONTENT = content_of(parse_template(SLIP))
READ = {"number": "S001", "total": "30.00", "note": None, "items[0].goods": "纸箱"}


DEEP: list[Any] = []
for _ in range(40):
    DEEP = [DEEP]


class RecordedReader:
    """Reads the slip's values whatever the file, but only once it knows of the draft."""

    def __init__(self, **values: Any) -> None:
        self.values = values
        self.known = True
        self.asked: list[str | None] = []

    def read(
        self, data: bytes, packages: tuple[TemplatePackage, ...], *, only_template: str | None = None
    ) -> FormResult:
        assert "slip" in {package.template.name for package in packages}
        self.asked.append(only_template)
        known = self.known or only_template == "slip"
        return slip_result(**self.values) if known else slip_result("needs-template")


@pytest.fixture
def draft(services: Services) -> Draft:
    return begin_draft(services, actor="user:1", content=CONTENT, files={"page-1.png": PICTURE})


def read(services: Services, reader: RecordedReader, draft: Draft, sample_id: str) -> None:
    read_sample(services, reader, TemplatesInUse(services), draft_id=draft.id, sample_id=sample_id)


def kept_sample(services: Services, draft: Draft) -> str:
    sample = add_sample(services, actor="user:1", draft_id=draft.id, file_name="one.png", data=b"one")
    read(services, RecordedReader(), draft, sample.id)
    everything = {**READ, "items[0].price": "10.00", "items[1].goods": "胶带", "items[1].price": "20.00"}
    keep_expected(services, actor="user:1", draft_id=draft.id, sample_id=sample.id, values=everything)
    return sample.id


def test_a_scan_on_which_nothing_was_read_has_no_values_to_keep(services: Services, draft: Draft) -> None:
    sample = add_sample(services, actor="user:1", draft_id=draft.id, file_name="one.png", data=b"one")
    for values in ({"number": "S001"}, {}):
        with pytest.raises(SampleUnread):
            keep_expected(services, actor="user:1", draft_id=draft.id, sample_id=sample.id, values=values)
        read(services, RecordedReader(), draft, sample.id)


def test_what_is_in_doubt_is_kept_until_somebody_has_looked_at_it(services: Services) -> None:
    begun = begin_draft(services, actor="user:1", content=CONTENT, files={}, doubtful=["number", "total", "note"])
    assert show_draft(services, draft_id=begun.id).doubtful == ("number", "total", "note")
    # Said to be right, by whoever; what is no field's name is not kept.
    told = save_draft(
        services, actor="user:2", draft_id=begun.id, revision=1, content=CONTENT, doubtful=["note", "number", "gone"]
    )
    assert told.doubtful == ("number", "note")
    # Changed or taken away without a word of what is in doubt, as the template file is.
    number, *others = CONTENT["fields"]
    changed = {**CONTENT, "fields": [{**number, "required": False, "handwritten": True}, *others]}
    assert save_draft(services, actor="user:1", draft_id=begun.id, revision=2, content=changed).doubtful == ("note",)
    bare = {**CONTENT, "fields": ["none", {"name": 7}]}
    assert save_draft(services, actor="user:1", draft_id=begun.id, revision=3, content=bare).doubtful == ()


def test_a_draft_is_saved_as_it_is_and_survives(services: Services, draft: Draft) -> None:
    wrong = {**CONTENT, "fields": [{"name": "half"}]}
    saved = save_draft(services, actor="user:1", draft_id=draft.id, revision=1, content=wrong)
    assert (saved.revision, saved.content) == (2, wrong)
    assert show_draft(services, draft_id=draft.id) == saved
    assert {problem.code for problem in check_draft(services, saved)} == {"template_key_missing"}


def test_of_two_authors_the_second_is_told(services: Services, draft: Draft) -> None:
    save_draft(services, actor="user:1", draft_id=draft.id, revision=1, content={**CONTENT, "version": 2})
    with pytest.raises(DraftChanged) as refused:
        save_draft(services, actor="user:2", draft_id=draft.id, revision=1, content=CONTENT)
    assert refused.value.params == {"revision": 2, "changed_by": "user:1"}
    assert show_draft(services, draft_id=draft.id).content["version"] == 2


ENDLESS = {"fields": [{"name": f"f{n}", "box": [1, 2, 3, 4]} for n in range(10_000)]}


@pytest.mark.parametrize("content", [ENDLESS, {"a": "\0"}, {"a": "\ud800"}, {"a": float("nan")}, {"a": DEEP}])
def test_what_no_database_keeps_is_refused(services: Services, draft: Draft, content: dict[str, Any]) -> None:
    with pytest.raises(DraftUnusable):
        save_draft(services, actor="user:1", draft_id=draft.id, revision=1, content=content)


def test_lists_lie_beside_a_draft_under_safe_names(services: Services, draft: Draft) -> None:
    with_list = keep_file(
        services, actor="user:1", draft_id=draft.id, revision=1, name="lookups/units.csv", data=b"kg\n"
    )
    assert sorted(with_list.files) == ["lookups/units.csv", "page-1.png"]
    without = keep_file(services, actor="user:1", draft_id=draft.id, revision=2, name="lookups/units.csv", data=None)
    assert (sorted(without.files), without.revision) == (["page-1.png"], 3)
    with pytest.raises(DraftUnusable):
        keep_file(services, actor="user:1", draft_id=draft.id, revision=3, name="../x.csv", data=b"")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_as_excel_saves_it_lies_beside_the_draft_in_utf8(
    services: Services, draft: Draft, encoding: str
) -> None:
    given = "箱,box\r\n千克,kg\r\n".encode(encoding)
    keep_file(services, actor="user:1", draft_id=draft.id, revision=1, name="lookups/units.csv", data=given)
    with_list = show_draft(services, draft_id=draft.id)
    kept = services.files.load(with_list.files["lookups/units.csv"])
    assert kept.decode("utf-8-sig") == "箱,box\r\n千克,kg\r\n"
    assert check_draft(services, with_list) == check_draft(services, draft)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "template_list_empty"),
        (b"\r\n , \r\n,kg\r\n", "template_list_empty"),
        (b"kg\n" * 100_001, "template_list_too_long"),
    ],
    ids=["nothing", "blank lines", "too many"],
)
def test_a_list_without_values_or_with_too_many_is_refused(
    services: Services, draft: Draft, data: bytes, code: str
) -> None:
    with pytest.raises(DraftUnusable) as refused:
        keep_file(services, actor="user:1", draft_id=draft.id, revision=1, name="lookups/units.csv", data=data)
    [problem] = refused.value.params["problems"]
    # Called by the name that the author gave it.
    assert (problem["code"], problem["params"]["file"]) == (code, "units")


def test_a_list_is_told_by_how_many_values_it_has_and_its_first_ones(services: Services, draft: Draft) -> None:
    given = "箱,box\n箱,case\n千克,kg\n个\n只\n".encode("gb18030")
    keep_file(services, actor="user:1", draft_id=draft.id, revision=1, name="lookups/units.csv", data=given)
    told = describe_lists(services, show_draft(services, draft_id=draft.id))
    assert told == {"units": ListSummary(values=4, first=("箱", "千克", "个"))}


@pytest.mark.parametrize("data", ["箱\n".encode("utf-16"), b"PK\x03\x04\x14\x00", b"\xff\xff"])
def test_a_list_that_is_no_text_is_refused_at_once(services: Services, draft: Draft, data: bytes) -> None:
    with pytest.raises(DraftUnusable) as refused:
        keep_file(services, actor="user:1", draft_id=draft.id, revision=1, name="lookups/units.csv", data=data)
    assert [problem["code"] for problem in refused.value.params["problems"]] == ["template_list_unreadable"]
    assert show_draft(services, draft_id=draft.id) == draft


def test_a_published_draft_is_the_next_version_and_gone(services: Services, draft: Draft) -> None:
    assert publish_draft(services, actor="user:1", draft_id=draft.id, revision=1).template.version == 1
    with pytest.raises(DraftNotFound):
        show_draft(services, draft_id=draft.id)
    second = begin_from_version(services, actor="user:1", name="slip")
    published = publish_draft(services, actor="user:1", draft_id=second.id, revision=1)
    assert (published.template.version, published.in_use) == (2, True)
    assert published.template.model_copy(update={"version": 1}) == parse_template(SLIP)


def test_what_is_saved_while_a_draft_is_published_stays_as_a_draft_of_the_version_after(
    services: Services, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = {**CONTENT, "error_budget": 0.01}

    def publish_slowly(*given: Any, **named: Any) -> PublishedTemplate:
        save_draft(services, actor="user:2", draft_id=draft.id, revision=1, content=changed)
        return publish_template(*given, **named)

    monkeypatch.setattr(publishing, "publish_template", publish_slowly)
    published = publish_draft(services, actor="user:1", draft_id=draft.id, revision=1)
    monkeypatch.undo()
    left = show_draft(services, draft_id=draft.id)
    assert (left.content, left.template, left.template_version) == (changed, "slip", published.template.version)
    following = publish_draft(services, actor="user:2", draft_id=draft.id, revision=left.revision)
    assert (following.template.version, following.template.error_budget) == (2, 0.01)


def test_a_draft_with_mistakes_is_not_published(services: Services, draft: Draft) -> None:
    save_draft(services, actor="user:1", draft_id=draft.id, revision=1, content={**CONTENT, "pages": []})
    with pytest.raises(TemplateInvalid):
        publish_draft(services, actor="user:1", draft_id=draft.id, revision=2)
    with pytest.raises(DraftChanged):
        publish_draft(services, actor="user:1", draft_id=draft.id, revision=1)


def test_another_form_of_that_name_is_not_replaced_unawares(desk: Desk, services: Services, draft: Draft) -> None:
    desk.publish()
    with pytest.raises(DraftNameTaken):
        publish_draft(services, actor="user:1", draft_id=draft.id, revision=1)


def test_a_version_published_meanwhile_is_not_overwritten_unawares(desk: Desk, services: Services) -> None:
    desk.publish()
    draft = begin_from_version(services, actor="user:1", name="slip")
    desk.publish(SLIP.replace("version: 1", "version: 5"))
    with pytest.raises(DraftOvertaken) as refused:
        publish_draft(services, actor="user:1", draft_id=draft.id, revision=1)
    assert refused.value.params["version"] == 5
    published = publish_draft(services, actor="user:1", draft_id=draft.id, revision=1, instead_of=5)
    assert published.template.version == 6


def test_an_imported_file_begins_a_draft_of_its_form(desk: Desk, services: Services) -> None:
    first = begin_from_file(services, actor="user:1", yaml=SLIP, files={"page-1.png": PICTURE})
    assert (first.template, first.template_version) == (None, None)
    desk.publish()
    assert begin_from_file(services, actor="user:1", yaml=SLIP, files={}).template == "slip"
    with pytest.raises(DraftUnusable) as refused:
        begin_from_file(services, actor="user:1", yaml="name: [", files={})
    assert refused.value.params["problems"]


def test_a_scan_is_read_with_the_draft_and_again_as_it_where_it_is_not_known(services: Services, draft: Draft) -> None:
    sample = add_sample(services, actor="user:1", draft_id=draft.id, file_name="one.png", data=b"one")
    reader = RecordedReader()
    reader.known = False
    read(services, reader, draft, sample.id)
    assert reader.asked == [None, "slip"]
    [shown] = list_samples(services, draft_id=draft.id)
    assert shown.reading is not None
    assert (shown.reading["known_as"], shown.fresh, len(shown.reading["fields"])) == (None, True, 7)
    save_draft(services, actor="user:1", draft_id=draft.id, revision=1, content={**CONTENT, "error_budget": 0.01})
    assert not list_samples(services, draft_id=draft.id)[0].fresh


def test_kept_values_are_typed(services: Services, draft: Draft) -> None:
    sample_id = kept_sample(services, draft)
    sample = keep_expected(
        services, actor="user:1", draft_id=draft.id, sample_id=sample_id, values={**READ, "total": "31"}
    )
    assert sample.expected is not None
    assert sample.expected["total"] == "31.00"
    with pytest.raises(FieldValueInvalid):
        keep_expected(services, actor="user:1", draft_id=draft.id, sample_id=sample_id, values={"total": "many"})


def test_figures_stand_for_an_amount_in_capitals(services: Services) -> None:
    content = {**CONTENT, "fields": [dict(field) for field in CONTENT["fields"]]}
    content["fields"][1]["read"] = {"type": "capital-amount"}
    draft = begin_draft(services, actor="user:1", content=content, files={"page-1.png": PICTURE})
    sample = add_sample(services, actor="user:1", draft_id=draft.id, file_name="one.png", data=b"one")
    read(services, RecordedReader(), draft, sample.id)
    for given, kept in (("30.00", "30.00"), ("41.5", "41.50")):
        shown = keep_expected(services, actor="user:1", draft_id=draft.id, sample_id=sample.id, values={"total": given})
        assert shown.expected == {"total": kept}


def test_every_later_version_is_tested_against_kept_values(services: Services, draft: Draft) -> None:
    sample_id = kept_sample(services, draft)
    first = publish_draft(services, actor="user:1", draft_id=draft.id, revision=1)
    assert first.tested is not None
    assert [(one["file_name"], one["differences"]) for one in first.tested["samples"]] == [("one.png", [])]

    second = begin_from_version(services, actor="user:2", name="slip")
    changed = {**second.content, "error_budget": 0.01}
    save_draft(services, actor="user:2", draft_id=second.id, revision=1, content=changed)
    with pytest.raises(DraftUntested):
        publish_draft(services, actor="user:2", draft_id=second.id, revision=2)
    read(services, RecordedReader(total="80.00"), show_draft(services, draft_id=second.id), sample_id)
    with pytest.raises(DraftDiffers):
        publish_draft(services, actor="user:2", draft_id=second.id, revision=2)
    published = publish_draft(services, actor="user:2", draft_id=second.id, revision=2, accepted=[sample_id])
    assert published.tested is not None
    [result] = published.tested["samples"]
    assert result["differences"] == [{"path": "total", "expected": "30.00", "read": "80.00"}]


def test_no_other_way_in_goes_past_kept_values_but_going_back_does(services: Services, draft: Draft) -> None:
    kept_sample(services, draft)
    publish_draft(services, actor="user:1", draft_id=draft.id, revision=1)
    files = {"page-1.png": PICTURE}
    publish_template(services, actor="system", yaml=SLIP, files=files)  # the very same
    with pytest.raises(TemplateTestsWanted):
        publish_template(services, actor="system", yaml=SLIP.replace("version: 1", "version: 2"), files=files)
    second = begin_from_version(services, actor="user:1", name="slip")
    publish_draft(services, actor="user:1", draft_id=second.id, revision=1)
    assert restore_version(services, actor="user:1", name="slip", version=1).template.version == 3


def test_samples_are_bounded_and_go_with_their_draft(services: Services, draft: Draft) -> None:
    for number in range(20):
        add_sample(services, actor="user:1", draft_id=draft.id, file_name="x", data=str(number).encode())
    with pytest.raises(TooManySamples):
        add_sample(services, actor="user:1", draft_id=draft.id, file_name="x", data=b"more")
    throw_away(services, draft_id=draft.id)
    with pytest.raises(DraftNotFound):
        list_samples(services, draft_id=draft.id)


def test_files_of_drafts_and_samples_are_not_swept_up(services: Services, draft: Draft, clock: Clock) -> None:
    sample_id = kept_sample(services, draft)
    clock.advance(days=3)
    sweep_files(services)
    assert services.files.load(draft.files["page-1.png"]) == PICTURE
    read(services, RecordedReader(), draft, sample_id)
    publish_draft(services, actor="user:1", draft_id=draft.id, revision=1)
    assert show_template(services, name="slip").in_use


def test_further_pages_keep_names_apart() -> None:
    grown = with_page(CONTENT, CONTENT)
    assert [page["image"] for page in grown["pages"]] == ["page-1.png", "page-2.png"]
    assert [(field["name"], field.get("page", 1)) for field in grown["fields"]] == [
        ("number", 1), ("total", 1), ("note", 1), ("number_2", 2), ("total_2", 2), ("note_2", 2),
    ]  # fmt: skip
    assert [table["name"] for table in grown["tables"]] == ["items", "items_2"]

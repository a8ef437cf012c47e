from ocr_service.forms.template_file import parse_template
from samples.generator.publish import template_yaml
from tests.bench.forms.families import FONTS
from tests.bench.forms.sets import layouts_of, look_alikes_of


def test_no_printed_font_and_no_hand_is_in_both_sets() -> None:
    fit, report = FONTS["fit"], FONTS["report"]
    assert not {family for family, _ in fit.printed} & {family for family, _ in report.printed}
    assert not set(fit.hands) & set(report.hands)


def test_every_form_has_a_layout_and_a_letterhead_of_its_own() -> None:
    forms = [*layouts_of("fit"), *layouts_of("report")]
    layouts = {tuple(field.box.model_dump_json() for field in form.design.template.fields) for form in forms}
    assert len(layouts) == len(forms)
    assert len({form.company for form in forms}) == len(forms)


def test_a_look_alike_differs_in_its_letterhead_only() -> None:
    for form, alike in zip(layouts_of("report"), look_alikes_of("report"), strict=True):
        assert alike.company != form.company
        assert [field.box for field in alike.design.template.fields] == [
            field.box for field in form.design.template.fields
        ]


def test_every_form_is_a_template_without_contradictions() -> None:
    for form in (*layouts_of("fit"), *layouts_of("report")):
        assert parse_template(template_yaml(form.design)) == form.design.template

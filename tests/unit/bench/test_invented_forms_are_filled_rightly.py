import random

import pytest

from ocr_service.reading.normalise import normalise
from samples.generator.filling import zones_of
from samples.generator.invented import words
from samples.generator.invented.compose import InventedForm
from samples.generator.invented.fill import fill_form
from tests.bench.forms.families import FONTS, HANDS_FOLDER, open_hands
from tests.bench.forms.make import is_text_zone
from tests.bench.forms.sets import SETS, layouts_of

every_form = pytest.mark.parametrize(
    "form", [form for name in SETS for form in layouts_of(name)[::3]], ids=lambda form: form.design.template.name
)


@every_form
def test_what_is_written_means_the_expected_value(form: InventedForm) -> None:
    filling = fill_form(form, random.Random(7), full=True)
    entries = filling.by_path()
    written = [zone for zone in zones_of(form.design, filling) if is_text_zone(zone) and zone.path in entries]
    assert written
    for zone in written:
        assert normalise(entries[zone.path].text, zone.read).value == entries[zone.path].value, zone.path


@every_form
def test_the_same_seed_gives_the_same_entries(form: InventedForm) -> None:
    first, second = (fill_form(form, random.Random(3), full=False) for _ in range(2))
    assert first == second


@pytest.mark.skipif(not HANDS_FOLDER.is_dir(), reason="no handwriting fonts: run `npm ci --ignore-scripts`")
@pytest.mark.parametrize("set_name", SETS)
def test_each_hand_can_write_every_word(set_name: str) -> None:
    lists = (value for value in vars(words).values() if isinstance(value, str | tuple))
    characters = {character for value in lists for character in "".join(value)} - set("{}")
    for hand in open_hands(set_name).values():
        for character in sorted(characters):
            assert hand.font_for(character, 20.0)
    assert set(open_hands(set_name)) == set(FONTS[set_name].hands)

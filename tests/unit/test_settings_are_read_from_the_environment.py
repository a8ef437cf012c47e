from pathlib import Path

import pytest

from ocr_service.settings import SettingsError, load_settings


def test_defaults_need_nothing() -> None:
    settings = load_settings({})
    assert settings.database_url.startswith("sqlite:///")
    assert settings.queue_is_embedded


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("postgresql://u:p@db/ocr\n")
    assert load_settings({"DATABASE_URL_FILE": str(tmp_path / "secret")}).database_url == "postgresql://u:p@db/ocr"


def test_the_allow_list_is_split_at_commas_and_spaces() -> None:
    settings = load_settings({"OCR_DELIVERY_ALLOW": "erp.lan, 10.0.0.0/8 192.168.1.7/32"})
    assert settings.delivery_allow == ("erp.lan", "10.0.0.0/8", "192.168.1.7/32")


def test_host_names_are_split_and_written_small() -> None:
    settings = load_settings({"OCR_TRUSTED_HOSTS": "OCR.factory.lan, *.factory.lan"})
    assert settings.trusted_hosts == ("ocr.factory.lan", "*.factory.lan")


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"OCR_WORKER": "2"}, "OCR_WORKER"),
        ({"OCR_PORT": "eighty"}, "OCR_PORT"),
        ({"OCR_PORT": "70000"}, "OCR_PORT"),
        ({"OCR_ENGINE": "magic"}, "OCR_ENGINE"),
        ({"OCR_INTAKE_FOLDER": "data/in"}, "OCR_INTAKE_FOLDER"),
        ({"OCR_INTAKE_FOLDER": ".", "OCR_DATA_FOLDER": "./data"}, "OCR_INTAKE_FOLDER"),
        ({"OCR_TRUSTED_HOSTS": "https://ocr.factory.lan"}, "OCR_TRUSTED_HOSTS"),
        ({"OCR_TRUSTED_HOSTS": "ocr.factory.lan:8000"}, "OCR_TRUSTED_HOSTS"),
        ({"OCR_ADMINISTRATOR_PASSWORD_FILE": "/does/not/exist"}, "OCR_ADMINISTRATOR_PASSWORD_FILE"),
    ],
)
def test_a_wrong_option_is_refused_by_name(environment: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load_settings(environment)


def test_a_value_and_a_file_for_the_same_option_are_refused(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("redis://a")
    with pytest.raises(SettingsError, match="setting_given_twice"):
        load_settings({"REDIS_URL": "redis://b", "REDIS_URL_FILE": str(tmp_path / "url")})

"""What people change about themselves: their password, and the language of their pages."""

from sqlalchemy import delete

from ocr_service.access.passwords import check_password
from ocr_service.records import audit
from ocr_service.records.people import Session
from ocr_service.usecases.people.access_errors import SignInRefused
from ocr_service.usecases.people.names_and_passwords import checked_hash
from ocr_service.usecases.people.show_users import find_user
from ocr_service.usecases.ports import Services


def change_own_password(services: Services, *, user_id: str, keep_session: str, old: str, new: str) -> None:
    """Somebody changes their own password; their other sessions end. `keep_session` is a token's fingerprint.

    Raises SignInRefused where the old one is wrong, PasswordTooWeak for the new one.
    """
    with services.database() as session:
        user = find_user(session, user_id)
        name, kept = user.name, user.password_hash
    if not check_password(kept, old).right:
        raise SignInRefused
    new_hash = checked_hash(name, new)
    with services.database.begin() as session:
        find_user(session, user_id).password_hash = new_hash
        session.execute(delete(Session).where(Session.user_id == user_id, Session.token_sha256 != keep_session))
        audit.write(
            session, at=services.now(), actor=f"user:{user_id}", action="user.password_changed", subject=user_id
        )


def set_language(services: Services, *, user_id: str, language: str) -> None:
    """The language of somebody's pages. Raises UserUnknown."""
    with services.database.begin() as session:
        user = find_user(session, user_id)
        old, user.language = user.language, language
        before, after = {"language": old}, {"language": language}
        actor, now = f"user:{user_id}", services.now()
        audit.write(session, at=now, actor=actor, action="user.language_set", subject=user_id, old=before, new=after)

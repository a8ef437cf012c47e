"""A receiver gets a new secret while the old one still counts."""

from datetime import timedelta
from typing import Final

from ocr_service.delivery.signing import new_secret
from ocr_service.usecases.endpoints.endpoint_rows import held, note
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret, view_of
from ocr_service.usecases.ports import Services

OLD_SECRET_VALID: Final = timedelta(hours=24)


def rotate_secret(services: Services, *, actor: str, endpoint_id: str) -> EndpointWithSecret:
    """A new secret; the one before it stays valid for 24 hours beside it, any older one ends now.

    Raises EndpointNotFound.
    """
    now, secret = services.now(), new_secret()
    with services.database.begin() as session:
        endpoint = held(session, endpoint_id)
        newest = {"secret": secret, "expires_at": None}
        before = {**endpoint.secrets[0], "expires_at": (now + OLD_SECRET_VALID).isoformat()}
        endpoint.secrets = [newest, before]
        note(session, now, actor, "endpoint.secret_rotated", endpoint_id)
        return EndpointWithSecret(endpoint=view_of(endpoint, now), secret=secret)

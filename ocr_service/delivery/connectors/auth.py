"""How a plain receiver wants callers to sign in: by a token, by name and password, or not at all."""

import base64
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from ocr_service.delivery.connectors.connector import HttpSettings


class AuthSettings(HttpSettings):
    """Bearer token (RFC 6750) or basic authentication (RFC 7617)."""

    auth: Literal["none", "basic", "bearer"] = Field(default="none", description="how to sign in")
    user: str = Field(default="", max_length=200, description="basic: the name, without a colon", pattern="^[^:]*$")
    password: SecretStr = Field(default=SecretStr(""), description="basic: the password")
    token: SecretStr = Field(default=SecretStr(""), description="bearer: the token")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.auth == "basic" and not (self.user and self.password.get_secret_value()):
            raise ValueError("basic needs user and password")
        token = self.token.get_secret_value()
        if self.auth == "bearer" and not (token.isascii() and token.isprintable() and token.strip()):
            raise ValueError("bearer needs a token of printable ASCII characters")
        return self

    def auth_headers(self) -> list[tuple[str, str]]:
        """The ``Authorization`` header, if any."""
        match self.auth:
            case "basic":
                return [basic(self.user, self.password)]
            case "bearer":
                return [("authorization", f"Bearer {self.token.get_secret_value()}")]
        return []


def basic(user: str, password: SecretStr) -> tuple[str, str]:
    """The header of basic authentication, in UTF-8."""
    pair = f"{user}:{password.get_secret_value()}".encode()
    return "authorization", f"Basic {base64.b64encode(pair).decode('ascii')}"

"""What a field or a table column can hold, and what is known about it: one class for each type.

A template names the type under ``read``: ``read: {type: amount, minimum: 0}``.
"""

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ocr_service.forms.geometry import Box

LocalText = Annotated[
    dict[Literal["zh-CN", "en"], str],
    Field(description="the same text in Chinese (zh-CN) and English (en); either may stand alone", min_length=1),
]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
ListName = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]{0,62}(\.[^\s.]([^\r\n]{0,61}\S)?)?$",
        description="a list beside the template (suppliers: lookups/suppliers.csv), or a column of a list of the "
        "master data (customers.number)",
    ),
]


def regular_expression(pattern: str) -> str:
    """The pattern itself; raises PydanticCustomError (a ValueError), with the place, where it does not compile."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise PydanticCustomError(
            "template_pattern_wrong", "not a regular expression: {detail}", {"detail": str(error)}
        ) from None
    return pattern


class Content(BaseModel):
    """The part that all content types share: values, frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_serializer(mode="wrap")
    def _name_the_type(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """The type is each class's default, but without it nobody could read the file back."""
        written: dict[str, Any] = serialise(self)
        return {"type": self.type, **written} if hasattr(self, "type") else written


class Text(Content):
    """One line of text; a lexicon says which values are possible, `characters` which characters."""

    type: Literal["text"] = "text"
    characters: str | None = Field(default=None, description="allowed characters; none means all")
    lexicon: ListName | None = Field(default=None, description="a look-up list whose entries are the possible values")
    lexicon_open: bool = Field(default=False, description="values that the list does not have are possible too")
    max_length: int | None = Field(default=None, gt=0, le=10_000)


class SealText(Text):
    """The text around the ring of a round or oval seal, whatever its colour; the value is that text."""

    type: Literal["seal-text"] = "seal-text"  # type: ignore[assignment]  # the discriminator of its own class


class MultilineText(Content):
    """A paragraph: lines of text, joined with line feeds."""

    type: Literal["multiline-text"] = "multiline-text"
    max_length: int | None = Field(default=None, gt=0, le=10_000)


class _Bounded(Content):
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str | None = Field(default=None, description="a unit that may be printed or written behind the figure")

    @model_validator(mode="after")
    def _bounds_in_order(self) -> "_Bounded":
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise PydanticCustomError("template_bounds_wrong", "minimum is greater than maximum")
        return self


class Integer(_Bounded):
    """A whole number. The value is an int."""

    type: Literal["integer"] = "integer"


class Number(_Bounded):
    """A decimal number. The value is a string that keeps the digits as written, e.g. "12.50"."""

    type: Literal["number"] = "number"
    decimals: int | None = Field(default=None, ge=0, le=6, description="exactly so many digits behind the point")


class Amount(_Bounded):
    """An amount of money with two decimals. The value is a string, e.g. "1234.50"."""

    type: Literal["amount"] = "amount"


class CapitalAmount(Content):
    """A Chinese capital amount (壹万贰仟叁佰元整). The value is a string, e.g. "12300.00"."""

    type: Literal["capital-amount"] = "capital-amount"


class Date(Content):
    """A date. The value is ISO 8601, e.g. "2024-03-05"; `order` tells how figures alone are to be read."""

    type: Literal["date"] = "date"
    order: Literal["year-month-day", "day-month-year", "month-day-year"] = "year-month-day"
    republic_years: bool = Field(default=False, description="years are counted from 1912 (民国)")


class Time(Content):
    """A time of day. The value is "HH:MM" or "HH:MM:SS"."""

    type: Literal["time"] = "time"


class Phone(Content):
    """A telephone number of China or with a country code. The value holds digits, "+" and "-"."""

    type: Literal["phone"] = "phone"


class Code(Content):
    """A code of a known form: the whole value matches the regular expression `pattern`."""

    type: Literal["code"] = "code"
    pattern: str = Field(max_length=200)
    check_digit: Literal["ean", "luhn"] | None = Field(
        default=None,
        description="the last figure checks the others: ean (GTIN, EAN-8 to ITF-14) or luhn (ISO/IEC 7812-1)",
    )

    @field_validator("pattern")
    @classmethod
    def _pattern_compiles(cls, pattern: str) -> str:
        return regular_expression(pattern)


class Uscc(Content):
    """A unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters with a check character."""

    type: Literal["uscc"] = "uscc"


class IdentityNumber(Content):
    """A Chinese identity number (GB 11643-1999): 18 characters with a check character."""

    type: Literal["identity-number"] = "identity-number"


class BankCard(Content):
    """The number of a bank card (ISO/IEC 7812-1): 15 to 19 figures with a Luhn check digit."""

    type: Literal["bank-card"] = "bank-card"


class LicencePlate(Content):
    """A Chinese vehicle licence plate (GA 36-2018), new-energy plates among them."""

    type: Literal["licence-plate"] = "licence-plate"


class Option(Content):
    """One option of a choice: its value, its label and where its tick box, or its printed word, lies (mm)."""

    value: str
    label: LocalText
    box: Box


class Choice(Content):
    """A group of tick boxes, or of printed words of which one is ringed.

    The value is the marked option's value, or a list of them with ``pick: any``.
    """

    type: Literal["choice"] = "choice"
    options: tuple[Option, ...] = Field(min_length=1, max_length=100)
    pick: Literal["exactly-one", "at-most-one", "any"] = "exactly-one"
    marked_by: Literal["box", "ring"] = Field(
        default="box", description="a tick in the option's box, or a ring around its printed word (the box encloses it)"
    )

    @model_validator(mode="after")
    def _values_differ(self) -> "Choice":
        values = [option.value for option in self.options]
        if len(set(values)) < len(values):
            raise PydanticCustomError("template_options_same", "two options have the same value")
        return self


class Tick(Content):
    """One tick box. The value is true or false."""

    type: Literal["tick"] = "tick"


BarcodeFormat = Literal["qr", "data-matrix", "pdf417", "code-128", "code-39", "ean-13", "ean-8"]


class Barcode(Content):
    """A QR or bar code. The value is its text; `pattern` says what the text must look like."""

    type: Literal["barcode"] = "barcode"
    formats: tuple[BarcodeFormat, ...] = Field(default=("qr", "data-matrix", "pdf417", "code-128", "code-39", "ean-13"))
    pattern: str | None = Field(default=None, max_length=200)
    identifies_form: bool = Field(
        default=False, description="the code is printed on every copy; its text (see pattern) names this form"
    )

    @field_validator("pattern")
    @classmethod
    def _pattern_compiles(cls, pattern: str | None) -> str | None:
        return None if pattern is None else regular_expression(pattern)


class Seal(Content):
    """Is there a red or blue seal in the zone? The value is true or false."""

    type: Literal["seal"] = "seal"


class Signature(Content):
    """Is there a signature in the zone? The value is true or false."""

    type: Literal["signature"] = "signature"


TextContent = (
    Text
    | SealText
    | MultilineText
    | Integer
    | Number
    | Amount
    | CapitalAmount
    | Date
    | Time
    | Phone
    | Code
    | Uscc
    | IdentityNumber
    | BankCard
    | LicencePlate
)
AnyContent = Annotated[
    TextContent | Choice | Tick | Barcode | Seal | Signature,
    Field(discriminator="type"),
]
ColumnContent = Annotated[TextContent | Tick, Field(discriminator="type")]

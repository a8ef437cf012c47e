"""Raw text -> the value that the content type promises (see `forms.content`)."""

from dataclasses import dataclass

from ocr_service.forms import content as kinds
from ocr_service.forms.result import Reason, Value
from ocr_service.reading.normalise.amounts import parse_amount, parse_integer, parse_number
from ocr_service.reading.normalise.capital_amounts import parse_capital_amount, parse_printed_places
from ocr_service.reading.normalise.characters import half_width
from ocr_service.reading.normalise.codes import (
    parse_bank_card,
    parse_code,
    parse_identity_number,
    parse_licence_plate,
    parse_phone,
    parse_uscc,
)
from ocr_service.reading.normalise.dates import misses_year, parse_date, parse_time


@dataclass(frozen=True, kw_only=True)
class Normalised:
    """`value` as the type promises, None where the text is blank or no value of the type.

    `text` is how a person would write the value; it is the raw text where there is no value. `reasons` holds
    ``not_a_<type>`` (with "-" as "_") where the text is no value of the type, ``not_a_whole_date`` where a date
    lacks its year.
    """

    value: Value
    text: str
    reasons: tuple[Reason, ...] = ()


def normalise(text: str, content: kinds.Content) -> Normalised:
    """The typed value of a zone's text. Never raises; a text that is no value of the type gives a reason."""
    text = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
    if not text:
        return Normalised(value=None, text="")
    value = _parse(text, content)
    if value is None:
        return Normalised(value=None, text=text, reasons=(Reason(code=_fault(text, content)),))
    return Normalised(value=value, text=value if isinstance(value, str) and _says_itself(content) else text)


def _fault(text: str, content: kinds.Content) -> str:
    if isinstance(content, kinds.Date) and misses_year(text):
        return "not_a_whole_date"
    kind: str = getattr(content, "type", "text")
    return f"not_a_{kind.replace('-', '_')}"


def _says_itself(content: kinds.Content) -> bool:
    """Whether the value is also how a person writes it (a date or an amount is shown as it stands on the paper)."""
    numbers = kinds.Code | kinds.Uscc | kinds.IdentityNumber | kinds.BankCard
    return isinstance(content, kinds.Text | kinds.MultilineText | numbers)


def _parse(text: str, content: kinds.Content) -> Value:
    match content:
        case kinds.Integer():
            return parse_integer(text, content.unit)
        case kinds.Number():
            return parse_number(text, decimals=content.decimals, unit=content.unit)
        case kinds.Amount():
            return parse_amount(text, content.unit) or parse_printed_places(text)
        case kinds.CapitalAmount():
            return parse_capital_amount(text)
        case kinds.Date():
            return parse_date(text, order=content.order, republic_years=content.republic_years)
        case kinds.Time():
            return parse_time(text)
        case kinds.Phone():
            return parse_phone(text)
        case kinds.Code():
            return parse_code(text, content.pattern, content.check_digit)
        case kinds.Uscc():
            return parse_uscc(text)
        case kinds.IdentityNumber():
            return parse_identity_number(text)
        case kinds.BankCard():
            return parse_bank_card(text)
        case kinds.LicencePlate():
            return parse_licence_plate(text)
        case kinds.MultilineText():
            return half_width(text)
        case _:
            return half_width(" ".join(text.split()))

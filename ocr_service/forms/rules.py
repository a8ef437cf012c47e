"""Rules over the fields of one form. A path is a field's name, or ``table.column`` for every row of a table."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ocr_service.forms.content import Content, ListName, Name

Path = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
Tolerance = Annotated[Decimal, Field(ge=0)]


class Sum(Content):
    """The column or field ``of`` and the values of ``also`` (tax, freight) add up to the field ``equals``."""

    rule: Literal["sum"]
    of: Path
    also: tuple[Path, ...] = ()
    equals: Path
    tolerance: Tolerance = Decimal("0.005")


class Product(Content):
    """The values of ``of`` multiplied give ``equals`` (row by row where they are columns of one table).

    ``factor`` turns units: 0.01 where one value is a percentage, 0.001 where grams make kilograms.
    """

    rule: Literal["product"]
    of: tuple[Path, Path]
    equals: Path
    factor: Annotated[Decimal, Field(gt=0)] = Decimal(1)
    tolerance: Tolerance | None = Field(
        default=None, description="left out: the product may be rounded to the places that it is written with"
    )


class Same(Content):
    """All the fields hold the same value (a capital amount and its figures, a number printed twice)."""

    rule: Literal["same"]
    fields: tuple[Path, ...] = Field(min_length=2)


class Order(Content):
    """The date or number ``first`` is not after ``then`` (row by row where they are columns)."""

    rule: Literal["order"]
    first: Path
    then: Path


class RequiredWhen(Content):
    """The field must be filled when another one has one of the values (row by row where they are columns)."""

    rule: Literal["required-when"]
    field: Path
    when: Path
    is_one_of: tuple[str | bool, ...] = Field(min_length=1)


ListColumn = Annotated[str, Field(min_length=1, max_length=63, description="a column of the master data's list")]
Agreement = dict[Path, ListColumn]


class Known(Content):
    """The field's value stands in a look-up list, and what the list has beside it agrees with other fields."""

    rule: Literal["known"]
    field: Path
    lookup: ListName
    agrees: Agreement = Field(
        default={},
        description="other fields, each with the list's column whose value it must have (customer number -> name)",
        max_length=20,
    )

    @model_validator(mode="after")
    def _has_columns(self) -> "Known":
        if self.agrees and not is_masterdata(self.lookup):
            raise PydanticCustomError("template_agrees_without_columns", "only master data has further columns")
        return self


class Line(Content):
    """What a slip says of one line of an order: a field or a table's column, and the list's column to compare with."""

    field: Path
    column: ListColumn


class Measure(Line):
    """A quantity or a price, and how far it may lie off: so much, or so many per cent, whichever is more."""

    tolerance: Tolerance = Decimal(0)
    percent: Annotated[Decimal, Field(ge=0, le=100)] = Decimal(0)


class Status(Content):
    """The list's column that says whether an order, or one line of it, is still open, and with which words."""

    column: ListColumn
    open: tuple[str, ...] = Field(min_length=1, max_length=20)


class OrderMatch(Content):
    """The slip agrees with its open order, which stands in a list of the master data with a row for each line of it.

    The order is there and open; each material is on it; what the slip has of a material is not more than is open, and
    the price is the order's. What is left out is not compared.
    """

    rule: Literal["order-match"]
    list: Name
    order: Line
    status: Status | None = None
    agrees: Agreement = Field(default={}, max_length=20)
    material: Line | None = None
    quantity: Measure | None = None
    price: Measure | None = None


AnyRule = Annotated[Sum | Product | Same | Order | RequiredWhen | Known | OrderMatch, Field(discriminator="rule")]


def is_masterdata(lookup: str) -> bool:
    """Whether a look-up list is a column of the master data (``customers.number``), not a file beside the template."""
    return "." in lookup


def split_list_name(lookup: str) -> tuple[str, str]:
    """``customers.number`` as the list's name and the column's."""
    name, _, column = lookup.partition(".")
    return name, column


def rule_paths(rule: AnyRule) -> tuple[str, ...]:
    """The paths that a rule speaks of, in the order in which it names them."""
    match rule:
        case Sum():
            return (rule.of, *rule.also, rule.equals)
        case Product():
            return (*rule.of, rule.equals)
        case Same():
            return rule.fields
        case Order():
            return (rule.first, rule.then)
        case RequiredWhen():
            return (rule.field, rule.when)
        case Known():
            return (rule.field, *rule.agrees)
        case OrderMatch():
            lines = (rule.order, rule.material, rule.quantity, rule.price)
            return (*(line.field for line in lines if line is not None), *rule.agrees)


def rule_lists(rule: AnyRule) -> tuple[str, ...]:
    """The look-up lists that the rule needs: ``suppliers``, ``customers.number``."""
    match rule:
        case Known():
            return (rule.lookup,)
        case OrderMatch():
            return (f"{rule.list}.{rule.order.column}",)
    return ()

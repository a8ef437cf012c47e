"""Rules over the fields of one form. A path is a field's name, or ``table.column`` for every row of a table."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from ocr_service.forms.content import Content, Name

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


class Known(Content):
    """The field's value stands in a look-up list."""

    rule: Literal["known"]
    field: Path
    lookup: Name


AnyRule = Annotated[Sum | Product | Same | Order | RequiredWhen | Known, Field(discriminator="rule")]


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
            return (rule.field,)

"""All known forms, so indexed that a scan is compared with the few that it can be."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Final

from ocr_service.forms.content import Barcode
from ocr_service.forms.template import Template, TemplatePackage
from ocr_service.reading.matching.differences import Difference, find_differences
from ocr_service.reading.matching.feature_index import FeatureIndex
from ocr_service.reading.matching.find_features import Features
from ocr_service.reading.matching.small_print import SmallPrint, find_small_print
from ocr_service.reading.placing.reference_page import (
    Print,
    ReferencePage,
    prepare_print,
    prepare_reference,
    prepare_spread_features,
)
from ocr_service.reading.placing.reference_picture import ReferencePicture, decode_reference

# Pairs of look-alikes whose differences are kept; each takes up to 30 KB, and half a second to find.
_PAIRS_IN_MEMORY: Final = 200
# Reference pages whose print is kept, 2 MB each; that of others is found again when a scan of them comes (60 ms).
_PRINTS_IN_MEMORY: Final = 16
# Pictures of reference pages kept decoded, 4 to 9 MB each; another takes 10 ms.
_PICTURES_IN_MEMORY: Final = 2
# Pages whose small print is kept, 100 KB each.
_SMALL_PRINTS_IN_MEMORY: Final = 100
# Reference pages whose spread features are kept, 28 KB each: a page that looks like no form is compared with many.
_FEATURES_IN_MEMORY: Final = 500


class Catalogue:
    """The templates that a scan may be of. Built once per process; it is not changed afterwards."""

    def __init__(self, packages: Sequence[TemplatePackage]) -> None:
        """Raises ValueError where a reference picture cannot be decoded."""
        self.packages = tuple(packages)
        self.pages = tuple(
            prepare_reference(package, number)
            for package in self.packages
            for number in range(1, len(package.template.pages) + 1)
        )
        self._index = FeatureIndex([page.features.descriptors for page in self.pages])
        self.picture_of = lru_cache(maxsize=_PICTURES_IN_MEMORY)(_picture_of)
        self.print_of = lru_cache(maxsize=_PRINTS_IN_MEMORY)(self._find_print)
        self.spread_features_of = lru_cache(maxsize=_FEATURES_IN_MEMORY)(prepare_spread_features)
        self.small_print_of = lru_cache(maxsize=_SMALL_PRINTS_IN_MEMORY)(self._find_small_print)
        self.differences_of = lru_cache(maxsize=_PAIRS_IN_MEMORY)(self._find_differences)

    @cached_property
    def codes(self) -> tuple[tuple[Template, Barcode], ...]:
        """The codes whose text names a form."""
        return tuple(
            (package.template, field.read)
            for package in self.packages
            for field in package.template.fields
            if isinstance(field.read, Barcode) and field.read.identifies_form
        )

    def _find_print(self, page: ReferencePage) -> Print:
        return prepare_print(page, self.picture_of(page))

    def _find_small_print(self, page: ReferencePage) -> SmallPrint:
        return find_small_print(page, self.picture_of(page))

    def _find_differences(self, one: ReferencePage, other: ReferencePage) -> tuple[Difference, ...]:
        """See `find_differences`. Only pairs that a scan could not be told apart by its layout are ever asked for."""
        return find_differences(one, other, self.print_of(one), self.picture_of(one), self.picture_of(other))

    def most_alike(self, features: Features, among: Sequence[ReferencePage]) -> list[tuple[ReferencePage, float]]:
        """The pages of `among` by how many features they share with the scan's, most alike first.

        Beside each its votes as a share of the first one's, 0 to 1.
        """
        votes = dict(zip(self.pages, self._index.votes(features.descriptors), strict=True))
        ranked = sorted(among, key=lambda page: -votes[page])
        return [(page, float(votes[page] / max(votes[ranked[0]], 1e-9))) for page in ranked]


def _picture_of(page: ReferencePage) -> ReferencePicture:
    return decode_reference(page.package, page.number)


def open_catalogue(packages: Sequence[TemplatePackage]) -> tuple[Catalogue, frozenset[str]]:
    """The catalogue of all forms whose pictures can be decoded, and the names of the others."""
    try:
        return Catalogue(packages), frozenset()
    except ValueError:
        refused = frozenset(package.template.name for package in packages if not _is_usable(package))
        return Catalogue([package for package in packages if package.template.name not in refused]), refused


def _is_usable(package: TemplatePackage) -> bool:
    try:
        Catalogue([package])
    except ValueError:
        return False
    return True

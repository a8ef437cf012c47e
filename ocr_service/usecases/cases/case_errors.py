"""What can go wrong with cases and papers that were given before."""

from ocr_service.usecases.errors import UsecaseError


class CaseNotFound(UsecaseError):
    """There is no such case. Params: case_id."""

    code = "case_not_found"


class CaseStateConflict(UsecaseError):
    """The case is complete already. Params: state."""

    code = "case_state_conflict"


class CaseDueInThePast(UsecaseError):
    """What is to follow cannot be due before now."""

    code = "case_due_in_the_past"


class NotTheSamePaper(UsecaseError):
    """The two scans have neither bytes, nor serial number, nor the values that make a paper a certain one in common."""

    code = "not_the_same_paper"


class GivenKeyUnusable(UsecaseError):
    """What is asked for names no whole paper. Params: names (those that are needed)."""

    code = "given_key_unusable"

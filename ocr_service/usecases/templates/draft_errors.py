"""Why a form that is being drawn cannot be saved, tried or published."""

from ocr_service.usecases.errors import UsecaseError


class DraftNotFound(UsecaseError):
    """There is no such draft: it was published or thrown away. Params: draft_id."""

    code = "draft_not_found"


class DraftChanged(UsecaseError):
    """Somebody else has changed the draft since. Params: revision, changed_by (an actor)."""

    code = "draft_changed"


class DraftUnusable(UsecaseError):
    """What was sent as a draft can be no template's content. Params: problems, where there are some."""

    code = "draft_unusable"


class DraftNameTaken(UsecaseError):
    """Another form has the draft's name. Params: template."""

    code = "draft_name_taken"


class DraftOvertaken(UsecaseError):
    """A newer version was published since the draft was begun. Params: template, version."""

    code = "draft_overtaken"


class DraftUntested(UsecaseError):
    """Kept scans were not yet read with the draft as it stands. Params: count."""

    code = "draft_untested"


class DraftDiffers(UsecaseError):
    """Kept scans are read otherwise than a person said is right, and nobody accepted that. Params: count."""

    code = "draft_differs"


class TemplateTestsWanted(UsecaseError):
    """Values are kept that a new version is tested against, which only the designer does. Params: template, count."""

    code = "template_tests_wanted"


class SampleNotFound(UsecaseError):
    """The draft has no such scan. Params: sample_id."""

    code = "sample_not_found"


class TooManySamples(UsecaseError):
    """A form has as many scans to try as it can have. Params: limit."""

    code = "too_many_samples"


class SampleUnread(UsecaseError):
    """The scan was not read yet, or nothing was found on it, so that there are no values to keep."""

    code = "sample_unread"

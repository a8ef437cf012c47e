"""What can go wrong when people and keys are managed or ask to be let in."""

from ocr_service.usecases.errors import UsecaseError


class SignInRefused(UsecaseError):
    """The name or the password is wrong, or the name is locked; which of them is told to nobody."""

    code = "sign_in_refused"


class NameTaken(UsecaseError):
    """Another person has this name. Params: name."""

    code = "name_taken"


class NameUnusable(UsecaseError):
    """A person's name is empty, too long or has control characters. Params: limit."""

    code = "name_unusable"


class PasswordTooWeak(UsecaseError):
    """The password is too short, too long or the name itself. Params: minimum, maximum."""

    code = "password_too_weak"


class UserUnknown(UsecaseError):
    """There is no such person."""

    code = "user_unknown"


class LastAdministrator(UsecaseError):
    """Somebody must stay who can manage people."""

    code = "last_administrator"


class KeyUnknown(UsecaseError):
    """There is no such key."""

    code = "key_unknown"


class ScopeNotAllowed(UsecaseError):
    """A key cannot have this scope, or whoever makes it does not have it. Params: scope."""

    code = "scope_not_allowed"


class SiteUnknown(UsecaseError):
    """There is no such site. Params: site."""

    code = "site_unknown"


class SiteClosed(UsecaseError):
    """The site is closed: nobody new can belong to it. Params: site."""

    code = "site_closed"


class SiteTaken(UsecaseError):
    """Another site has this code. Params: site."""

    code = "site_taken"

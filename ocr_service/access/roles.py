"""Who may do what: permissions, the roles of people, and the scopes that a machine's key can have.

A key's scope and a person's permission are the same names, so that one table decides for both.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Permission(StrEnum):
    """One thing that can be allowed."""

    SCANS_READ = "scans:read"  # see scans, their pictures, values and history
    SCANS_WRITE = "scans:write"  # hand in, cancel, read again
    REVIEW_WRITE = "review:write"  # claim a form, correct, accept, reject
    TEMPLATES_READ = "templates:read"
    TEMPLATES_WRITE = "templates:write"  # publish a version
    WEBHOOKS_MANAGE = "webhooks:manage"  # receivers and their secrets
    DELIVERIES_READ = "deliveries:read"
    DELIVERIES_REPLAY = "deliveries:replay"
    ANSWERS_WRITE = "answers:write"  # the ERP's approval or rejection
    METRICS_READ = "metrics:read"
    MASTERDATA_WRITE = "masterdata:write"  # customers, materials, orders that readings are checked against
    BOARD_READ = "board:read"  # the operations board: work, pace, quality, warnings
    AUDIT_READ = "audit:read"  # who did what, over all scans and settings
    KEYS_MANAGE = "keys:manage"
    USERS_MANAGE = "users:manage"


class Role(StrEnum):
    """What a person is."""

    CLERK = "clerk"  # hands scans in and follows them
    OPERATOR = "operator"  # reviews what the machine was not sure of
    AUTHOR = "author"  # sets up forms and their look-up lists
    SUPERVISOR = "supervisor"  # sees that the work flows and that it is right
    INTEGRATOR = "integrator"  # connects the ERP: forms, receivers, keys
    ADMINISTRATOR = "administrator"


_P = Permission
_CLERK = frozenset({_P.SCANS_READ, _P.SCANS_WRITE, _P.TEMPLATES_READ})
_OPERATOR = _CLERK | {_P.REVIEW_WRITE, _P.DELIVERIES_READ, _P.DELIVERIES_REPLAY}

ROLE_PERMISSIONS: Final = MappingProxyType(
    {
        Role.CLERK: _CLERK,
        Role.OPERATOR: _OPERATOR,
        Role.AUTHOR: _CLERK | {_P.TEMPLATES_WRITE, _P.MASTERDATA_WRITE},
        Role.SUPERVISOR: _OPERATOR | {_P.BOARD_READ, _P.AUDIT_READ, _P.METRICS_READ},
        Role.INTEGRATOR: _CLERK
        | {
            _P.TEMPLATES_WRITE,
            _P.MASTERDATA_WRITE,
            _P.WEBHOOKS_MANAGE,
            _P.DELIVERIES_READ,
            _P.DELIVERIES_REPLAY,
            _P.ANSWERS_WRITE,
            _P.METRICS_READ,
            _P.KEYS_MANAGE,
        },
        Role.ADMINISTRATOR: frozenset(Permission),
    }
)

# A key that could make keys or people could not be revoked for good.
KEY_SCOPES: Final = frozenset(Permission) - {_P.KEYS_MANAGE, _P.USERS_MANAGE}

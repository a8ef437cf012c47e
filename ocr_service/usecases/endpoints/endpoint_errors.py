"""What can go wrong when receivers are managed and deliveries are looked after."""

from ocr_service.delivery.attempt import DestinationRefused
from ocr_service.delivery.mapping import MappingInvalid
from ocr_service.delivery.signing import SignatureInvalid
from ocr_service.usecases.errors import UsecaseError


class EndpointNotFound(UsecaseError):
    """There is no such receiver. Params: endpoint_id."""

    code = "endpoint_not_found"


class EndpointUrlRefused(UsecaseError):
    """Nothing may be sent to this URL; the code is the refusal's own (see `DestinationRefused`). Params: host."""

    code = "delivery_not_allowed"

    def __init__(self, refusal: DestinationRefused) -> None:
        super().__init__(**refusal.params)
        self.code = refusal.code  # type: ignore[misc]  # a test send is refused with the very same code


class EndpointTextTooLong(UsecaseError):
    """The description has too many characters. Params: limit."""

    code = "endpoint_description_too_long"


class EndpointDisabled(UsecaseError):
    """The receiver is switched off: nothing is sent to it until it is switched on. Params: endpoint_id."""

    code = "endpoint_disabled"


class EndpointHasOpenDeliveries(UsecaseError):
    """Something is still to be sent to this receiver, so it cannot be deleted. Params: deliveries."""

    code = "endpoint_has_open_deliveries"


class EndpointKindUnknown(UsecaseError):
    """No installed connector has this name. Params: kind."""

    code = "endpoint_kind_unknown"


class EndpointSettingsInvalid(UsecaseError):
    """The settings do not fit the kind of receiver. Params: field, detail."""

    code = "endpoint_settings_invalid"


class EndpointSecretsNeeded(UsecaseError):
    """The address leads elsewhere: the secrets that go there must be entered again. Params: fields."""

    code = "endpoint_secrets_needed"


class DeliveryNotFound(UsecaseError):
    """There is no such delivery. Params: delivery_id."""

    code = "delivery_not_found"


class DeliveryStateConflict(UsecaseError):
    """The delivery is being sent just now, or was cancelled. Params: state."""

    code = "delivery_state_conflict"


class EndpointMappingInvalid(UsecaseError):
    """The text is no expression; the code is the refusal's own (see `MappingInvalid`). Params: detail or limit."""

    code = "mapping_syntax"

    def __init__(self, refusal: MappingInvalid) -> None:
        super().__init__(**refusal.params)
        self.code = refusal.code  # type: ignore[misc]  # one of two


class MappingUnfit(UsecaseError):
    """The mapping gives nothing for this form, or nothing that goes into the format. Params: detail or name."""

    code = "mapping_failed"

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(**params)
        self.code = code  # type: ignore[misc]  # the format's own


class EnvelopeNeedsJson(UsecaseError):
    """CloudEvents are sent as JSON in UTF-8 only."""

    code = "envelope_needs_json"


class PayloadLinkInvalid(UsecaseError):
    """The link to a message was changed, or its hour is over; the next try brings a new one."""

    code = "payload_link_invalid"


class CallbackRefused(UsecaseError):
    """The callback does not come, as it is and just now, from this receiver; the code says why (`SignatureInvalid`)."""

    code = "webhook_signature_wrong"

    def __init__(self, refusal: SignatureInvalid) -> None:
        super().__init__()
        self.code = refusal.code  # type: ignore[misc]  # one of three


class CallbackUnreadable(UsecaseError):
    """The callback's body is no answer. Params: field, detail."""

    code = "callback_unreadable"


class CallbackIdReused(UsecaseError):
    """Another callback came under the same ``webhook-id``."""

    code = "callback_id_reused"

"""What can go wrong when receivers are managed and deliveries are looked after."""

from ocr_service.delivery.attempt import DestinationRefused
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


class DeliveryNotFound(UsecaseError):
    """There is no such delivery. Params: delivery_id."""

    code = "delivery_not_found"


class DeliveryStateConflict(UsecaseError):
    """The delivery is being sent just now, or was cancelled. Params: state."""

    code = "delivery_state_conflict"

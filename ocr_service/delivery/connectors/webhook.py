"""The options of plain webhook receivers."""

from ocr_service.delivery.connectors.poll import PollSettings


class WebhookSettings(PollSettings):
    """A receiver of Standard Webhooks that wants callers to sign in besides, or is to be asked."""

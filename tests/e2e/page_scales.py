"""Weighs what a browser gets over the wire."""

from playwright.sync_api import CDPSession


class Scales:
    """Adds up what comes over the wire, headers included, as the browser counts it."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes = {"pictures": 0, "all else": 0}
        self._pictures: set[str] = set()
        session.on("Network.responseReceived", self._note_kind)
        session.on("Network.loadingFinished", self._weigh)
        session.send("Network.enable")

    def _note_kind(self, event: dict) -> None:  # type: ignore[type-arg]
        response = event["response"]
        # Of a scan, or of the form that is drawn; the pages' own drawings are parts of the pages.
        if response["mimeType"] == "image/jpeg" or response["url"].partition("?")[0].endswith("/picture"):
            self._pictures.add(event["requestId"])

    def _weigh(self, event: dict) -> None:  # type: ignore[type-arg]
        kind = "pictures" if event["requestId"] in self._pictures else "all else"
        self.bytes[kind] += int(event["encodedDataLength"])

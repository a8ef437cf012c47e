"""A webhook receiver in Python 3.11 or newer: nothing to install.

    WEBHOOK_SECRET=whsec_... python3 receiver.py

It verifies each message, keeps it in a table together with what was made of it, and answers a double as the first time.
"""

import base64
import hashlib
import hmac
import json
import os
import sqlite3
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 300


def verify(secrets, headers, body, now=None):
    """True if one of the secrets signed this body within five minutes. Names of headers are in lower case."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    content = f"{message_id}.{timestamp}.".encode() + body
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = b"v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256))
        for signature in headers.get("webhook-signature", "").split(" "):
            if hmac.compare_digest(expected, signature.encode()):
                return True
    return False


class Messages:
    """The messages that have come. In real life this is a table beside the documents, written in one transaction."""

    def __init__(self, path):
        self._path = path
        with self._open() as database:
            database.execute("CREATE TABLE IF NOT EXISTS message (id TEXT PRIMARY KEY, answer TEXT NOT NULL)")

    def take(self, message_id, event):
        """The answer to a message; only the first time something is made of it."""
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")  # two tries of one message may arrive at the same moment
            known = database.execute("SELECT answer FROM message WHERE id = ?", [message_id]).fetchone()
            if known:
                return known[0]
            answer = json.dumps(self._make_document(database, event))
            database.execute("INSERT INTO message VALUES (?, ?)", [message_id, answer])
            return answer

    def _make_document(self, database, event):
        if event.get("type") != "form.accepted":
            return {}
        number = database.execute("SELECT count(*) FROM message").fetchone()[0] + 1
        print("new document:", json.dumps(event["data"]["values"], ensure_ascii=False), flush=True)
        return {"status": "approved", "reference": f"DOC-{number}"}

    def _open(self):
        return sqlite3.connect(self._path, timeout=10)


class Receiver(BaseHTTPRequestHandler):
    secrets = ()
    messages = None

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if verify(self.secrets, headers, body):
            self.reply(200, self.messages.take(headers["webhook-id"], json.loads(body)))
        else:
            self.reply(401, "{}")

    def reply(self, status, answer):
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(answer.encode())


def main():
    # Two secrets, separated by a space, while one is rotated.
    Receiver.secrets = os.environ["WEBHOOK_SECRET"].split()
    Receiver.messages = Messages(os.environ.get("MESSAGES", "messages.sqlite"))
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Receiver)
    print(f"listening at {server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

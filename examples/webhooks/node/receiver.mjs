// A webhook receiver for Node.js 18 or newer: nothing to install.
//
//     WEBHOOK_SECRET=whsec_... node receiver.mjs
//
// It verifies each message, keeps it in a file together with the answer, and answers a double as the first time.

import { createHmac, timingSafeEqual } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const TOLERANCE_SECONDS = 300;

/** True if one of the secrets signed this body (a Buffer) within five minutes. */
export function verify(secrets, headers, body, now = Date.now() / 1000) {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  if (!id || !/^[0-9]{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const given = (headers["webhook-signature"] ?? "").split(" ").map((signature) => Buffer.from(signature));
  return secrets.some((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const mac = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
    const expected = Buffer.from(`v1,${mac}`);
    return given.some((signature) => signature.length === expected.length && timingSafeEqual(signature, expected));
  });
}

/** The messages that have come. In real life this is a table beside the documents, written in one transaction. */
export class Messages {
  #answers = new Map();

  constructor(path) {
    this.path = path;
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, "utf8").split("\n").filter(Boolean)) {
      const { id, answer } = JSON.parse(line);
      this.#answers.set(id, answer);
    }
  }

  /** The answer to a message; only the first time something is made of it. */
  take(id, event) {
    const known = this.#answers.get(id);
    if (known) return known;
    const answer = this.#makeDocument(event);
    // Node.js runs this to its end before it looks at another request, so that a double finds the answer.
    appendFileSync(this.path, `${JSON.stringify({ id, answer })}\n`);
    this.#answers.set(id, answer);
    return answer;
  }

  #makeDocument(event) {
    if (event.type !== "form.accepted") return {};
    console.log("new document:", JSON.stringify(event.data.values));
    return { status: "approved", reference: `DOC-${this.#answers.size + 1}` };
  }
}

function main() {
  // Two secrets, separated by a space, while one is rotated.
  const secrets = process.env.WEBHOOK_SECRET.split(" ");
  const messages = new Messages(process.env.MESSAGES ?? "messages.jsonl");
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const good = request.method === "POST" && verify(secrets, request.headers, body);
    const answer = good ? messages.take(request.headers["webhook-id"], JSON.parse(body.toString())) : {};
    response.writeHead(good ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(answer));
  });
  server.listen(Number(process.env.PORT ?? 9000), "127.0.0.1", () => {
    console.log(`listening at ${server.address().port}`);
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main();

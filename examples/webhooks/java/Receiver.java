// A webhook receiver for Java 17 or newer: nothing to install.
//
//     WEBHOOK_SECRET=whsec_... java Receiver.java
//
// It verifies each message, keeps its id and answer in a file, and answers a double as the first time.

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Receiver {
    private static final long TOLERANCE_SECONDS = 300;

    /** True if one of the secrets signed this body within five minutes of `now` (seconds since 1970). */
    static boolean verify(List<String> secrets, String id, String timestamp, String signatures, byte[] body, long now)
            throws GeneralSecurityException {
        if (id.isEmpty() || !timestamp.matches("[0-9]{1,12}")) return false;
        if (Math.abs(now - Long.parseLong(timestamp)) > TOLERANCE_SECONDS) return false;
        for (String secret : secrets) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")), "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            byte[] expected = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)))
                    .getBytes(StandardCharsets.US_ASCII);
            for (String signature : signatures.split(" ")) {
                // MessageDigest.isEqual takes the same time wherever the first difference is.
                if (MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8))) return true;
            }
        }
        return false;
    }

    private final List<String> secrets;
    private final Path file;
    private final Map<String, String> answers = new HashMap<>();

    Receiver(List<String> secrets, Path file) throws IOException {
        this.secrets = secrets;
        this.file = file;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int end = line.indexOf('\t');
                answers.put(line.substring(0, end), line.substring(end + 1));
            }
        }
    }

    /** The answer to a message; only the first time something is made of it. In real life: one transaction. */
    private synchronized String take(String id, String event) throws IOException {
        String known = answers.get(id);
        if (known != null) return known;
        String answer = "{}";
        // Java brings no JSON parser: use yours here instead of looking for the type.
        if (event.contains("\"form.accepted\"")) {
            System.out.println("new document: " + event);
            answer = "{\"status\": \"approved\", \"reference\": \"DOC-" + (answers.size() + 1) + "\"}";
        }
        Files.writeString(file, id + "\t" + answer + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        answers.put(id, answer);
        return answer;
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        int status = 401;
        String answer = "{}";
        try {
            if (verify(secrets, header(exchange, "id"), header(exchange, "timestamp"), header(exchange, "signature"),
                    body, Instant.now().getEpochSecond())) {
                answer = take(header(exchange, "id"), new String(body, StandardCharsets.UTF_8));
                status = 200;
            }
        } catch (GeneralSecurityException error) {
            status = 500;
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst("webhook-" + name);
        return value == null ? "" : value;
    }

    public static void main(String[] arguments) throws IOException {
        Map<String, String> environment = System.getenv();
        // Two secrets, separated by a space, while one is rotated.
        List<String> secrets = List.of(environment.get("WEBHOOK_SECRET").split(" "));
        Receiver receiver = new Receiver(secrets, Path.of(environment.getOrDefault("MESSAGES", "messages.tsv")));
        int port = Integer.parseInt(environment.getOrDefault("PORT", "9000"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", receiver::handle);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.start();
        System.out.println("listening at " + server.getAddress().getPort());
    }
}

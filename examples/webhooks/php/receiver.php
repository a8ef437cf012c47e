<?php
// A webhook receiver for PHP 8.1 or newer, with PDO's SQLite driver (on Debian: apt-get install php-cli php-sqlite3).
//
//     WEBHOOK_SECRET=whsec_... php -S 127.0.0.1:9000 receiver.php
//
// It verifies each message, keeps it in a table together with the answer, and answers a double as the first time.
// With the argument `vectors`, it judges the messages of a file instead: php receiver.php vectors ../vectors.json

declare(strict_types=1);

const TOLERANCE_SECONDS = 300;

/** True if one of the secrets signed this body within five minutes of $now (seconds since 1970). */
function verify(array $secrets, string $id, string $timestamp, string $signatures, string $body, int $now): bool
{
    if ($id === '' || !preg_match('/\A[0-9]{1,12}\z/', $timestamp)) {
        return false;
    }
    if (abs($now - (int) $timestamp) > TOLERANCE_SECONDS) {
        return false;
    }
    foreach ($secrets as $secret) {
        $key = base64_decode(substr($secret, strlen('whsec_')), true);
        $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", $key, true));
        foreach (explode(' ', $signatures) as $signature) {
            if (hash_equals($expected, $signature)) {
                return true;
            }
        }
    }
    return false;
}

/** The answer to a message; only the first time something is made of it. */
function take(PDO $database, string $id, array $event): string
{
    // Two tries of one message may arrive at the same moment.
    $database->exec('BEGIN IMMEDIATE');
    $known = $database->prepare('SELECT answer FROM message WHERE id = ?');
    $known->execute([$id]);
    $answer = $known->fetchColumn();
    if ($answer === false) {
        $answer = '{}';
        if (($event['type'] ?? '') === 'form.accepted') {
            $number = 1 + (int) $database->query('SELECT count(*) FROM message')->fetchColumn();
            error_log('new document: ' . json_encode($event['data']['values'], JSON_UNESCAPED_UNICODE));
            $answer = json_encode(['status' => 'approved', 'reference' => "DOC-$number"]);
        }
        $database->prepare('INSERT INTO message VALUES (?, ?)')->execute([$id, $answer]);
    }
    $database->exec('COMMIT');
    return $answer;
}

if (PHP_SAPI === 'cli') {
    $judged = [];
    foreach (json_decode(file_get_contents($argv[2]), true) as $one) {
        $given = $one['headers'];
        $judged[] = verify(
            $one['secrets'],
            $given['webhook-id'],
            $given['webhook-timestamp'],
            $given['webhook-signature'],
            $one['body'],
            $one['now'],
        );
    }
    echo json_encode($judged);
    exit(0);
}

// Two secrets, separated by a space, while one is rotated.
$secrets = explode(' ', (string) getenv('WEBHOOK_SECRET'));
$body = (string) file_get_contents('php://input');
$id = $_SERVER['HTTP_WEBHOOK_ID'] ?? '';
$timestamp = $_SERVER['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
$signatures = $_SERVER['HTTP_WEBHOOK_SIGNATURE'] ?? '';
header('content-type: application/json');
if (!verify($secrets, $id, $timestamp, $signatures, $body, time())) {
    http_response_code(401);
    echo '{}';
    exit;
}
$database = new PDO('sqlite:' . (getenv('MESSAGES') ?: 'messages.sqlite'));
$database->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
$database->exec('CREATE TABLE IF NOT EXISTS message (id TEXT PRIMARY KEY, answer TEXT NOT NULL)');
echo take($database, $id, json_decode($body, true, 512, JSON_THROW_ON_ERROR));

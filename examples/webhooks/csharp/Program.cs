// A webhook receiver for .NET 8 or newer: nothing to install but the SDK.
//
//     WEBHOOK_SECRET=whsec_... dotnet run
//
// It verifies each message, keeps its id and answer in a file, and answers a double as the first time.
// With the argument `vectors`, it judges the messages of a file instead: dotnet run -- vectors ../vectors.json

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

if (args is ["vectors", var path])
{
    Console.WriteLine(JsonSerializer.Serialize(Vectors.Judge(path)));
    return;
}

// Two secrets, separated by a space, while one is rotated.
var secrets = Environment.GetEnvironmentVariable("WEBHOOK_SECRET")!.Split(' ');
var messages = new Messages(Environment.GetEnvironmentVariable("MESSAGES") ?? "messages.tsv");
var port = Environment.GetEnvironmentVariable("PORT") ?? "9000";
var app = WebApplication.CreateBuilder().Build();

app.MapPost("/{**anything}", async (HttpRequest request) =>
{
    using var held = new MemoryStream();
    await request.Body.CopyToAsync(held);
    var body = held.ToArray();
    string Header(string name) => request.Headers["webhook-" + name].ToString();
    var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    if (!Webhook.Verify(secrets, Header("id"), Header("timestamp"), Header("signature"), body, now))
        return Results.Json(new { }, statusCode: 401);
    return Results.Text(messages.Take(Header("id"), body), "application/json");
});
app.Run($"http://127.0.0.1:{port}");

static class Webhook
{
    const long ToleranceSeconds = 300;

    /// True if one of the secrets signed this body within five minutes of `now` (seconds since 1970).
    public static bool Verify(
        IEnumerable<string> secrets, string id, string timestamp, string signatures, byte[] body, long now)
    {
        if (id == "" || timestamp.Length is 0 or > 12 || !timestamp.All(char.IsAsciiDigit)) return false;
        if (Math.Abs(now - long.Parse(timestamp)) > ToleranceSeconds) return false;
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        foreach (var secret in secrets)
        {
            var key = Convert.FromBase64String(secret["whsec_".Length..]);
            var expected = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, content)));
            // FixedTimeEquals takes the same time wherever the first difference is.
            if (signatures.Split(' ').Any(given =>
                    CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(given))))
                return true;
        }
        return false;
    }
}

/// The messages that have come. In real life this is a table beside the documents, written in one transaction.
class Messages(string path)
{
    readonly Dictionary<string, string> answers = File.Exists(path)
        ? File.ReadAllLines(path).Select(line => line.Split('\t', 2)).ToDictionary(pair => pair[0], pair => pair[1])
        : [];

    /// The answer to a message; only the first time something is made of it.
    public string Take(string id, byte[] body)
    {
        lock (answers)
        {
            if (answers.TryGetValue(id, out var known)) return known;
            var answer = MakeDocument(JsonDocument.Parse(body).RootElement);
            File.AppendAllText(path, $"{id}\t{answer}\n");
            return answers[id] = answer;
        }
    }

    string MakeDocument(JsonElement message)
    {
        if (message.GetProperty("type").GetString() != "form.accepted") return "{}";
        Console.WriteLine("new document: " + message.GetProperty("data").GetProperty("values"));
        return JsonSerializer.Serialize(new { status = "approved", reference = $"DOC-{answers.Count + 1}" });
    }
}

static class Vectors
{
    public static List<bool> Judge(string path)
    {
        var judged = new List<bool>();
        foreach (var one in JsonDocument.Parse(File.ReadAllText(path)).RootElement.EnumerateArray())
        {
            string Header(string name) => one.GetProperty("headers").GetProperty("webhook-" + name).GetString()!;
            var secrets = one.GetProperty("secrets").EnumerateArray().Select(secret => secret.GetString()!);
            var body = Encoding.UTF8.GetBytes(one.GetProperty("body").GetString()!);
            var now = one.GetProperty("now").GetInt64();
            judged.Add(Webhook.Verify(secrets, Header("id"), Header("timestamp"), Header("signature"), body, now));
        }
        return judged;
    }
}

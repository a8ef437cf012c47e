// A webhook receiver in C# for .NET 8, .NET Framework 4.6, Mono 6 or newer: nothing to install but one of them.
//
//     WEBHOOK_SECRET=whsec_... dotnet run
//
//     mcs -r:System.Runtime.Serialization -r:System.Xml -r:System.Xml.Linq Program.cs
//     WEBHOOK_SECRET=whsec_... mono Program.exe
//
// Windows asks whether you may listen; once, as administrator: netsh http add urlacl url=http://127.0.0.1:9000/ user=YOU
// It verifies each message, keeps its id and answer in a file, and answers a double as the first time.
// With the argument `vectors`, it judges the messages of a file instead: dotnet run -- vectors ../vectors.json

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Runtime.Serialization.Json;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Xml;
using System.Xml.Linq;

static class Program
{
    static void Main(string[] arguments)
    {
        if (arguments.Length == 2 && arguments[0] == "vectors")
        {
            Console.WriteLine("[" + string.Join(", ", Vectors.Judge(arguments[1])) + "]");
            return;
        }
        // Two secrets, separated by a space, while one is rotated.
        var secrets = Environment.GetEnvironmentVariable("WEBHOOK_SECRET").Split(' ');
        var messages = new Messages(Environment.GetEnvironmentVariable("MESSAGES") ?? "messages.tsv");
        var listener = new HttpListener();
        listener.Prefixes.Add("http://127.0.0.1:" + (Environment.GetEnvironmentVariable("PORT") ?? "9000") + "/");
        listener.Start();
        while (true)
        {
            var context = listener.GetContext();
            ThreadPool.QueueUserWorkItem(_ => Serve(context, secrets, messages));
        }
    }

    static void Serve(HttpListenerContext context, string[] secrets, Messages messages)
    {
        try
        {
            var held = new MemoryStream();
            context.Request.InputStream.CopyTo(held);
            var body = held.ToArray();
            string id = Header(context, "id"), timestamp = Header(context, "timestamp");
            var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            if (Webhook.Verify(secrets, id, timestamp, Header(context, "signature"), body, now))
                Reply(context, 200, messages.Take(id, body));
            else
                Reply(context, 401, "{}");
        }
        catch (Exception error)
        {
            // Without an answer the message comes again, under the same id.
            Console.Error.WriteLine(error);
            context.Response.Abort();
        }
    }

    static string Header(HttpListenerContext context, string name)
    {
        return context.Request.Headers["webhook-" + name] ?? "";
    }

    static void Reply(HttpListenerContext context, int status, string answer)
    {
        var body = Encoding.UTF8.GetBytes(answer);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength64 = body.Length;
        context.Response.OutputStream.Write(body, 0, body.Length);
        context.Response.Close();
    }
}

static class Webhook
{
    const long ToleranceSeconds = 300;

    /// True if one of the secrets signed this body within five minutes of `now` (seconds since 1970).
    public static bool Verify(
        IEnumerable<string> secrets, string id, string timestamp, string signatures, byte[] body, long now)
    {
        if (id == "" || timestamp == "" || timestamp.Length > 12 || timestamp.Any(one => one < '0' || one > '9'))
            return false;
        if (Math.Abs(now - long.Parse(timestamp)) > ToleranceSeconds) return false;
        var content = Encoding.UTF8.GetBytes(id + "." + timestamp + ".").Concat(body).ToArray();
        foreach (var secret in secrets)
        {
            using (var hmac = new HMACSHA256(Convert.FromBase64String(secret.Substring("whsec_".Length))))
            {
                var expected = "v1," + Convert.ToBase64String(hmac.ComputeHash(content));
                if (signatures.Split(' ').Any(given => SameText(expected, given))) return true;
            }
        }
        return false;
    }

    /// Takes the same time wherever the first difference is. .NET has CryptographicOperations.FixedTimeEquals for it.
    static bool SameText(string expected, string given)
    {
        if (expected.Length != given.Length) return false;
        var different = 0;
        for (var place = 0; place < expected.Length; place++) different |= expected[place] ^ given[place];
        return different == 0;
    }
}

/// The messages that have come. In real life this is a table beside the documents, written in one transaction.
class Messages
{
    readonly string path;
    readonly Dictionary<string, string> answers = new Dictionary<string, string>();

    public Messages(string path)
    {
        this.path = path;
        if (!File.Exists(path)) return;
        foreach (var line in File.ReadAllLines(path))
        {
            var parts = line.Split(new[] { '\t' }, 2);
            answers[parts[0]] = parts[1];
        }
    }

    /// The answer to a message; only the first time something is made of it.
    public string Take(string id, byte[] body)
    {
        lock (answers)
        {
            string known;
            if (answers.TryGetValue(id, out known)) return known;
            var answer = MakeDocument(Json.Parse(body));
            File.AppendAllText(path, id + "\t" + answer + "\n");
            return answers[id] = answer;
        }
    }

    string MakeDocument(XElement message)
    {
        if (message.Element("type").Value != "form.accepted") return "{}";
        var values = message.Element("data").Element("values").Elements();
        Console.WriteLine("new document: " + string.Join(", ", values.Select(one => one.Name + " " + one.Value)));
        return "{\"status\": \"approved\", \"reference\": \"DOC-" + (answers.Count + 1) + "\"}";
    }
}

static class Json
{
    /// JSON as elements, with what .NET Framework, .NET and Mono all bring; the items of a list are called `item`.
    public static XElement Parse(byte[] text)
    {
        using (var reader = JsonReaderWriterFactory.CreateJsonReader(text, XmlDictionaryReaderQuotas.Max))
            return XElement.Load(reader);
    }
}

static class Vectors
{
    public static IEnumerable<string> Judge(string path)
    {
        foreach (var one in Json.Parse(File.ReadAllBytes(path)).Elements())
        {
            Func<string, string> header = name => one.Element("headers").Element("webhook-" + name).Value;
            var secrets = one.Element("secrets").Elements().Select(secret => secret.Value);
            var body = Encoding.UTF8.GetBytes(one.Element("body").Value);
            var now = long.Parse(one.Element("now").Value);
            var valid = Webhook.Verify(secrets, header("id"), header("timestamp"), header("signature"), body, now);
            yield return valid ? "true" : "false";
        }
    }
}

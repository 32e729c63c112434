using System.Text;
using System.Text.Json.Nodes;

namespace StatusTracking.WholeSystem.Surface;

/// <summary>A request that was right, and was spoilt in one or two places.</summary>
/// <param name="Body">Its bytes.</param>
/// <param name="ContentType">What they are said to be.</param>
/// <param name="Query">What is put behind the path.</param>
/// <param name="IdempotencyKey">A header, or null.</param>
sealed record Mutation(byte[] Body, string ContentType, string Query, string? IdempotencyKey)
{
    /// <summary>Values that something somewhere may choke on, as JSON text: not all of them could stand in a tree.</summary>
    static readonly string[] Odd =
    [
        "null", "true", "false", "0", "-1", "1.5", "1e400", "-1e400", "1e-400", "99999999999999999999", "2147483648", "9223372036854775807", "0.00000000000000000000000000001", "79228162514264337593543950335", "1E+2", "-0", "{}", "[]", "[null]", "[[]]", "{\"a\":1}",
        "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u202e\"", "\"💥\"", "\"a\\r\\nBcc: x@example.org\"", "\"\\ufeff\"", "\"null\"", "\"-1\"", "\"1e3\"", "\"NaN\"", "\"{{ 'x' | upcase }}\"", "\"{% raw %}\"", "\"<script>alert(1)</script>\"", "\"'; DROP TABLE orders; --\"", "\"%\"", "\"_\"", "\"../../etc/passwd\"",
        "\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"1970-01-01T00:00:00Z\"", "\"2026-02-30T00:00:00Z\"", "\"2026-01-01\"", "\"2026-01-01T00:00:00\"", "\"2026-01-01T24:00:00Z\"", "\"2000-01-01T00:00:00-00:01\"",
        "\"00000000-0000-0000-0000-000000000000\"", "\"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF\"", "\"{01234567-89ab-cdef-0123-456789abcdef}\"", "\"dhl\\n\"", "\"EUR \"", "\"in_transit\"", "\"unknown\"", "\"UNKNOWN\"",
        $"\"{new string('x', 300)}\"", $"\"{new string('\u00e4', 6000)}\"", new string('[', 70) + new string(']', 70), $"[{string.Join(',', Enumerable.Repeat("1", 300))}]",
    ];

    static readonly string[] Types =
    [
        "application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "application/json; charset=iso-8859-1", "application/json; charset=\"klingon\"", "application/json; charset=", "application/problem+json", "text/json", "text/plain",
        "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "", "nonsense", "application/*", "*/*", "application/json, application/json",
    ];

    static readonly string[] Queries =
    [
        "?limit=abc", "?limit=", "?limit=1&limit=2", "?after=e30", "?after=", "?status=", "?status=%00", "?q=%25_%5C", "?q=%F0%9F%92%A5", "?q=%ED%A0%80", "?q=%FF", "?orderId=", "?orderId=7", "?", "?=", "?&&&", "?%00=1", "?a[]=1", "?limit=١", "?reference=' OR 1=1",
        "?after=eyJjcmVhdGVkQXQiOiIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwiaWQiOiIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDEifQ", // createdAt 0001-01-01T00:00:00+14:00
        "?after=eyJjcmVhdGVkQXQiOiIyMDI2LTAxLTAxVDAwOjAwOjAwKzAyOjAwIiwiaWQiOiIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDEifQ", // createdAt 2026-01-01T00:00:00+02:00
        "?after=eyJza3UiOiJhXHUwMDAwYiJ9", // sku "a\u0000b"
    ];

    /// <summary>Spoils a body, or what is around it.</summary>
    public static Mutation Of(Random random, JsonNode? body)
    {
        var bytes = body is null ? [] : Spoil(random, body);
        for (var damage = random.Next(8) == 0 ? random.Next(1, 4) : 0; damage > 0; damage--)
            bytes = Damage(random, bytes);
        return new(
            bytes,
            random.Next(12) == 0 ? Types[random.Next(Types.Length)] : "application/json",
            random.Next(12) == 0 ? Queries[random.Next(Queries.Length)] : "",
            random.Next(8) switch { 0 => $"{random.Next(20)}", 1 => new string('k', random.Next(250, 260)), _ => null });
    }

    public override string ToString() =>
        $"{Query} ({ContentType}{(IdempotencyKey is null ? "" : $", key {IdempotencyKey}")}) {Encoding.UTF8.GetString(Body.Length > 1500 ? Body[..1500] : Body)}";

    /// <summary>A query of a list.</summary>
    public static string QueryOf(Random random) => Queries[random.Next(Queries.Length)];

    static byte[] Spoil(Random random, JsonNode body)
    {
        var marks = new List<(string Mark, string Text)>();
        var root = body.DeepClone();
        for (var places = random.Next(1, 3); places > 0; places--)
        {
            var nodes = NodesOf(root).ToList();
            if (nodes.Count == 0)
                break;
            var node = nodes[random.Next(nodes.Count)];
            switch (random.Next(5))
            {
                case 0:
                    Remove(node);
                    break;
                case 1 when node.Parent is JsonObject parent:
                    parent[random.Next(2) == 0 ? "unheardOf" : node.GetPropertyName() + " "] = 1;
                    break;
                case 2 when node.Parent is JsonObject parent:
                    // The same name twice: the second stands in the text only.
                    var mark = $"(twice {marks.Count})";
                    marks.Add(($"\"{mark}\":0", $"\"{node.GetPropertyName()}\":{Odd[random.Next(Odd.Length)]}"));
                    parent[mark] = 0;
                    break;
                default:
                    var here = $"(odd {marks.Count})";
                    marks.Add(($"\"{here}\"", Odd[random.Next(Odd.Length)]));
                    node.ReplaceWith(here);
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(marks.Aggregate(root.ToJsonString(), (text, mark) => text.Replace(mark.Mark, mark.Text, StringComparison.Ordinal)));
    }

    static byte[] Damage(Random random, byte[] body)
    {
        var at = random.Next(body.Length + 1);
        return random.Next(4) switch
        {
            0 => body[..at],
            1 => [.. body[..at], (byte)random.Next(256), .. body[at..]],
            2 when at < body.Length => [.. body[..at], (byte)random.Next(256), .. body[(at + 1)..]],
            _ => [.. body[at..], .. body[..at]],
        };
    }

    static void Remove(JsonNode node)
    {
        if (node.Parent is JsonObject parent)
            parent.Remove(node.GetPropertyName());
        else if (node.Parent is JsonArray array)
            array.Remove(node);
    }

    /// <summary>All below the root.</summary>
    static IEnumerable<JsonNode> NodesOf(JsonNode node)
    {
        var children = node switch { JsonObject o => o.Select(p => p.Value), JsonArray a => a, _ => [] };
        foreach (var child in children.Where(c => c is not null))
        {
            yield return child!;
            foreach (var below in NodesOf(child!))
                yield return below;
        }
    }
}

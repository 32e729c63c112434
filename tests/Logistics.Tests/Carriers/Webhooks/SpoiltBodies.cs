using System.Text;
using System.Text.Json.Nodes;

namespace StatusTracking.Logistics.Tests;

/// <summary>Bodies of carriers, spoilt at random: the same for the same seed.</summary>
sealed class SpoiltBodies(int seed)
{
    readonly Random _random = new(seed);

    static readonly string[] Types = ["application/json", "application/xml", "text/xml; charset=utf-16", "application/x-www-form-urlencoded", "text/plain", "nonsense", ""];

    static readonly string[] Pieces =
    [
        "null", "1e999", "-0", "99999999999999999999999999", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "true", "\"\"", "<", "&x;", "]]>", "<![CDATA[", "<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\"><!ENTITY y \"&x;&x;&x;&x;&x;&x;&x;&x;\">]>", "%00", "%u", "&&=", "=", "\u202e", "𝔘", "é",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2024-02-30", "24:00", "+99:99",
    ];

    /// <summary>A body and what it is said to be.</summary>
    public (byte[] Body, string ContentType) Next()
    {
        var text = Start();
        var spoils = _random.Next(0, 6);
        for (var i = 0; i < spoils; i++)
            text = Spoil(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        if (_random.Next(4) == 0)
            SpoilBytes(ref bytes);
        return (bytes, Types[_random.Next(Types.Length)]);
    }

    string Start() => _random.Next(10) switch
    {
        0 => Webhooks.Hermes("H1", ("2000", DateTimeOffset.UnixEpoch.AddYears(54)), ("Z9", DateTimeOffset.UnixEpoch.AddYears(55))),
        1 => """{ "result": { "tracking_code": "E1", "carrier": "USPS", "est_delivery_date": "2024-08-05T00:00:00Z", "tracking_details": [ { "message": "x", "status": "in_transit", "status_detail": "held", "datetime": "2024-07-31T15:00:00Z", "tracking_location": { "city": "A" } } ] } }""",
        2 => """<itemTracking xmlns="urn:x"><itemCode>B1</itemCode><deliveryTime>2024-11-23T09:31:07+01:00</deliveryTime><stateInfo><time>2024-11-22T23:19:29+01:00</time><stateCode>T00</stateCode></stateInfo></itemTracking>""",
        3 => "pushid=1&pnr=D1&status=delivery_carload&statusdate=09072024095100&depot=0134",
        4 => """[{ "headerReference": "S1", "eventType": "DEP", "eventDate": "638505760890000000", "location": { "timezone": "America/New_York" } }]""",
        5 => """{ "trackingNumber": "P1", "eventId": "1", "status": "in_transit", "occurredAt": "2024-01-01T00:00:00Z" }""",
        6 => string.Concat(Enumerable.Repeat(_random.Next(2) == 0 ? "[" : "{\"a\":", _random.Next(1, 3000))),
        7 => string.Concat(Enumerable.Repeat("<a b=\"c\">", _random.Next(1, 3000))),
        8 => $$"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">{{string.Concat(Enumerable.Range(0, 20).Select(i => $"<!ENTITY a{i} \"&a;&a;&a;\">"))}}]><l>&a19;</l>""",
        _ => Random(_random.Next(0, 400)),
    };

    string Random(int length) => new([.. Enumerable.Range(0, length).Select(_ => (char)_random.Next(1, 0x2100))]);

    string Spoil(string text)
    {
        if (text.Length == 0)
            return Pieces[_random.Next(Pieces.Length)];
        var at = _random.Next(text.Length);
        var piece = Pieces[_random.Next(Pieces.Length)];
        switch (_random.Next(6))
        {
            case 0: return text[..at];
            case 1: return text.Insert(at, piece);
            case 2: return text.Remove(at, Math.Min(_random.Next(1, 30), text.Length - at));
            case 3: return text + text;
            case 4: return Replaced(text, piece);
            default: return text[..at] + (char)_random.Next(1, 0xFFFF) + text[(at + 1)..];
        }
    }

    /// <summary>A value of a JSON body becomes another one.</summary>
    string Replaced(string text, string piece)
    {
        var colon = text.IndexOf(": ", _random.Next(text.Length), StringComparison.Ordinal);
        if (colon < 0)
            return text + piece;
        var end = text.IndexOfAny([',', '}', ']'], colon);
        return end < 0 ? text[..(colon + 2)] + piece : text[..(colon + 2)] + piece + text[end..];
    }

    void SpoilBytes(ref byte[] bytes)
    {
        if (_random.Next(8) == 0)
        {
            bytes = new byte[_random.Next(0, 600)];
            _random.NextBytes(bytes);
        }

        for (var i = _random.Next(1, 5); i > 0 && bytes.Length > 0; i--)
            bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
    }
}

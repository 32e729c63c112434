using System.Text;
using Shouldly;
using Xunit;

namespace StatusTracking.Logistics.Tests;

public sealed class When_a_path_names_values_of_a_body
{
    const string Json = """
        { "a": { "b": 1, "odd name": "x" }, "list": [ { "id": "1", "kind": "p" }, { "id": "2", "kind": "q", "deep": [[ "n", "m" ]] } ], "none": null, "@type": "t" }
        """;

    const string Xml = """
        <?xml version="1.0"?><r:root xmlns:r="urn:r" r:mark="m"><r:item kind="p">one</r:item><item kind="q"><![CDATA[two]]></item><e/></r:root>
        """;

    [Theory]
    [InlineData("a.b", "1")]
    [InlineData("a.'odd name'", "x")]
    [InlineData("list.id", "1,2")]
    [InlineData("list[0].id", "1")]
    [InlineData("list[-1].id", "2")]
    [InlineData("list[-3].id", "")]
    [InlineData("list[kind=q].id", "2")]
    [InlineData("list[kind!=q].id", "1")]
    [InlineData("list.deep.item", "n,m")]
    [InlineData("*.id", "1,2")]
    [InlineData("@type", "t")]
    [InlineData("none", "")]
    [InlineData("nowhere.at.all", "")]
    [InlineData("$.a.b", "1")]
    public void Of_JSON_they_are_found(string path, string values) => Values(Json, path).ShouldBe(values);

    [Theory]
    [InlineData("item", "one,two")]
    [InlineData("item[@kind=q]", "two")]
    [InlineData("item.@kind", "p,q")]
    [InlineData("@mark", "m")]
    public void Of_XML_they_are_found_whatever_the_namespace(string path, string values) => Values(Xml, path).ShouldBe(values);

    [Fact]
    public void From_a_value_the_way_leads_up_and_to_the_body()
    {
        var id = Of("list[0].id").Select(BodyReader.Read(Encoding.UTF8.GetBytes(Json), null).Roots[0]).Single();
        Of("^.kind").Select(id).Single().Text.ShouldBe("p");
        Of("^^.a.b").Select(id).Single().Text.ShouldBe("1");
        Of("$.a.b").Select(id).Single().Text.ShouldBe("1");
        Of("^^^.a").Select(id).ShouldBeEmpty();
        id.Path.ShouldBe("$.list[0].id");
    }

    static string Values(string body, string path) => string.Join(',', Of(path).Select(BodyReader.Read(Encoding.UTF8.GetBytes(body), null).Roots[0]).Select(n => n.Text));

    static BodyPath Of(string path) => BodyPath.TryParse(path, out var parsed, out var problem) ? parsed : throw new ArgumentException(problem);
}

public sealed class When_a_body_is_read
{
    [Theory]
    [InlineData("{\"a\":1}", "text/plain", "json")]
    [InlineData(" [1]", null, "json")]
    [InlineData("<a/>", "application/octet-stream", "xml")]
    [InlineData("a=1&b=%C3%A9", "application/x-www-form-urlencoded; charset=utf-8", "form")]
    public void What_it_is_shows_by_itself(string body, string? type, string format) => BodyReader.Read(Encoding.UTF8.GetBytes(body), type).Format.ShouldBe(format);

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{\"a\":")]
    [InlineData("{} {}")]
    [InlineData("<a><b></a>")]
    [InlineData("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>")]
    [InlineData("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"klingon\"?><a/>")]
    public void What_cannot_be_read_is_refused_with_a_reason(string body) =>
        Should.Throw<UnreadableBodyException>(() => BodyReader.Read(Encoding.UTF8.GetBytes(body), null)).Message.ShouldNotBeEmpty();

    [Fact]
    public void Depth_and_number_of_values_are_bounded()
    {
        Should.Throw<UnreadableBodyException>(() => BodyReader.Read(Encoding.UTF8.GetBytes(new string('[', 100_000)), null));
        Should.Throw<UnreadableBodyException>(() => BodyReader.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 100_000))), null));
        Should.Throw<UnreadableBodyException>(() => BodyReader.Read(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("1", BodyReader.MostValues + 1))}]"), null)).Message.ShouldContain("more than");
    }
}

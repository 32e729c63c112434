using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Options;
using Shouldly;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Logistics.Tests;

/// <summary>Whatever a carrier posts, it is read or refused: no exception, no error of ours, no end of it. A message of a failure holds its seed.</summary>
public sealed class When_carriers_bodies_are_spoilt_at_random(LogisticsFixture api) : IClassFixture<LogisticsFixture>
{
    static readonly string[] Carriers = ["hermes", "easypost", "bpost", "dpd", "smartkargo", "ups", "dhl", "fedex", "17track", "nobody"];

    /// <summary>How long one body of some kilobytes may take; it takes milliseconds.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    [Fact]
    public void Each_of_thousands_is_mapped_or_refused() => Map(6000);

    [Fact]
    [Trait("Category", "Long")]
    public void Each_of_a_hundred_thousand_is_mapped_or_refused() => Map(100_000);

    [Fact]
    public Task Each_of_a_thousand_is_answered_by_the_endpoint() => Post(1000);

    [Fact]
    [Trait("Category", "Long")]
    public Task Each_of_ten_thousand_is_answered_by_the_endpoint() => Post(10_000);

    static void Map(int cases)
    {
        var mappings = new CarrierMappings(Options.Create(new LogisticsOptions()));
        var (read, mapped) = (0, 0);
        for (var seed = 0; seed < cases; seed++)
        {
            var (bytes, type) = new SpoiltBodies(seed).Next();
            var watch = Stopwatch.StartNew();
            try
            {
                var body = BodyReader.Read(bytes, type);
                read++;
                foreach (var mapping in mappings.All)
                {
                    // Also where it is none of its own: a mapping must take whatever it is given.
                    var scans = MappedScans.Of(BodyMapper.Map(mapping, body), mapping.Carrier, DateTimeOffset.UnixEpoch.AddYears(56)).ToList();
                    mapped += scans.Count(s => s.Scan is not null);
                    scans.ShouldAllBe(s => s.Scan != null || !s.Errors.IsEmpty);
                }
            }
            catch (UnreadableBodyException)
            {
                // Refused, with a reason.
            }
            catch (Exception e) when (e is not ShouldAssertException)
            {
                throw new InvalidOperationException($"The body of seed {seed} was too much.", e);
            }

            watch.Elapsed.ShouldBeLessThan(Longest, $"seed {seed}");
        }

        read.ShouldBeGreaterThan(cases / 10);
        mapped.ShouldBeGreaterThan(cases / 20);
    }

    async Task Post(int cases)
    {
        var accepted = 0;
        for (var seed = 0; seed < cases; seed++)
        {
            var (bytes, type) = new SpoiltBodies(seed).Next();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/carriers/{Carriers[seed % Carriers.Length]}/events") { Content = new ByteArrayContent(bytes) };
            if (type.Length > 0)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var reply = await api.Client.SendAsync(request);
            ((int)reply.StatusCode).ShouldBeOneOf([202, 400, 415]);
            accepted += reply.StatusCode == HttpStatusCode.Accepted ? 1 : 0;
        }

        accepted.ShouldBeGreaterThan(cases / 100);
        await Eventually.Passes(async () => (await api.Client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK));
    }

    [Fact]
    public void A_mapping_that_reads_a_whole_body_for_every_event_stays_small()
    {
        var mapping = MappingFile.Read("greedy.json", """
            { "carriers": ["greedy"], "version": "1", "title": "Greedy", "recognise": ["n"], "packages": "n", "package": { "trackingNumber": "." },
              "events": "$", "event": { "code": { "path": "$.n", "match": "(a*)*b|(a|a)*c|x" }, "time": { "at": { "constant": "2024-01-01" } } }, "codes": [{ "status": "delivered", "text": { "regex": "(a+)+$" } }] }
            """u8.ToArray());
        var body = BodyReader.Read(System.Text.Encoding.UTF8.GetBytes($"{{ \"n\": [{string.Join(',', Enumerable.Repeat($"\"{new string('a', 2000)}\"", 300))}] }}"), null);
        var scans = MappedScans.Of(BodyMapper.Map(mapping, body), "greedy", DateTimeOffset.UnixEpoch.AddYears(56)).ToList();
        scans.Count.ShouldBe(300);
        scans.Sum(s => (long)(s.Scan?.Raw?.Length ?? 0)).ShouldBeLessThan(300L * (MappedScans.LongestRaw + 2));
    }

    /// <summary>What would take hours if each event, or each piece of text, looked at all of the body.</summary>
    [Theory]
    [InlineData("easypost", "{ \"tracking_code\": \"1\", \"tracking_details\": [", "{},", "{}] }", 150_000)]
    [InlineData("bpost", "<t><itemCode>1</itemCode>", "<stateInfo/>", "</t>", 150_000)]
    [InlineData("bpost", "<t><stateInfo/><itemCode>", "<![CDATA[0123456789]]>", "</itemCode></t>", 150_000)]
    public void A_large_body_takes_no_longer_than_its_length(string carrier, string start, string piece, string end, int times)
    {
        var watch = Stopwatch.StartNew();
        var body = BodyReader.Read(System.Text.Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(piece, times)) + end), null);
        var (mapping, inner) = BodyMapper.Recognise(body, CarrierMappings.Own().Where(m => m.Carrier == carrier))!.Value;
        BodyMapper.Map(mapping, inner).Packages.ShouldHaveSingleItem();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }
}

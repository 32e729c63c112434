using System.Net;
using System.Net.Http.Json;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using StatusTracking.Admin.Clients;
using StatusTracking.Admin.Components.Controls;
using StatusTracking.Contracts;

namespace StatusTracking.Admin.Tests.Controls;

public sealed class When_the_feed_is_on_a_page : BunitContext
{
    static readonly DateTimeOffset Begin = new(2026, 3, 4, 15, 0, 0, TimeSpan.Zero);

    readonly LiveFeed _feed = new();
    readonly Kept _kept = new();

    public When_the_feed_is_on_a_page()
    {
        Services.AddSingleton(_feed);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(new TrackingClient(new HttpClient(_kept) { BaseAddress = new Uri("http://tracking/") }));
        JSInterop.Mode = JSRuntimeMode.Loose;
        for (var i = 1; i <= 60; i++)
            _kept.Lines.Insert(0, Line(i));
    }

    static TimelineEntry Line(int second) => new()
    {
        Subject = "package",
        SubjectId = Sample.PackageId,
        OrderId = Sample.OrderId,
        To = second % 2 == 0 ? "in_transit" : "on_hold",
        OccurredAt = Begin.AddSeconds(second),
        RecordedAt = Begin.AddSeconds(second),
    };

    void Happen(int second)
    {
        var line = Line(second);
        _kept.Lines.Insert(0, line);
        _feed.Tell(new PackageSignal { SubjectId = line.SubjectId, OrderId = line.OrderId, Kind = line.To, OccurredAt = line.OccurredAt, RecordedAt = line.RecordedAt });
    }

    static IReadOnlyList<string> Times(IRenderedComponent<LiveFeedView> view) => [.. view.FindAll(".st-feed > li[data-to] time").Select(time => time.TextContent)];

    static AngleSharp.Dom.IElement Button(IRenderedComponent<LiveFeedView> view, string text) => view.FindAll("button").Single(button => button.TextContent.Contains(text, StringComparison.Ordinal));

    [Fact]
    public void It_begins_with_what_the_timeline_holds_and_moves()
    {
        var view = Render<LiveFeedView>();
        Times(view).Count.ShouldBe(FeedLines.Most);

        Happen(61);

        view.WaitForAssertion(() => Times(view)[0].ShouldBe("15:01:01"), TimeSpan.FromSeconds(5));
        Times(view).Count.ShouldBe(FeedLines.Most);
    }

    [Fact]
    public async Task A_pause_keeps_the_lines_counts_and_goes_on_with_everything_and_a_mark()
    {
        var view = Render<LiveFeedView>();
        await Button(view, "Pause").ClickAsync();
        Happen(61);
        Happen(62);
        view.WaitForAssertion(() => view.Find("[role=status]").TextContent.ShouldContain("2 changes since, all of which are kept."), TimeSpan.FromSeconds(5));
        Times(view)[0].ShouldBe("15:01:00");

        await Button(view, "Go on").ClickAsync();

        view.WaitForAssertion(() => Times(view).Take(3).ShouldBe(["15:01:02", "15:01:01", "15:01:00"]));
        view.FindAll(".st-feed > li")[2].TextContent.ShouldContain("here it was paused");
    }

    [Fact]
    public async Task Older_ones_are_read_page_by_page_while_it_stands_still()
    {
        var view = Render<LiveFeedView>();
        await Button(view, "Older").ClickAsync();

        view.WaitForAssertion(() => Times(view).Count.ShouldBe(60));
        Times(view)[^1].ShouldBe("15:00:01");
        Button(view, "Go on").ShouldNotBeNull();
        view.FindAll("button").ShouldNotContain(button => button.TextContent.Contains("Older"));
    }

    [Fact]
    public void A_timeline_that_is_silent_is_told_of()
    {
        _kept.Silent = true;
        var view = Render<LiveFeedView>();

        view.Find("[role=alert]").TextContent.ShouldContain("Tracking cannot be reached.");
    }

    /// <summary>Tracking's timeline, which pages by the number of the line.</summary>
    sealed class Kept : HttpMessageHandler
    {
        public List<TimelineEntry> Lines { get; } = [];

        public bool Silent { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Silent)
                throw new HttpRequestException("nobody listens");
            var query = System.Web.HttpUtility.ParseQueryString(request.RequestUri!.Query);
            var skip = int.Parse(query["after"] ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            var page = Lines.Skip(skip).Take(FeedLines.Most).ToList();
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = JsonContent.Create(new { items = page, next = skip + page.Count < Lines.Count ? $"{skip + page.Count}" : null }),
            });
        }
    }
}

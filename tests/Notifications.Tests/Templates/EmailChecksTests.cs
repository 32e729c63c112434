using System.Diagnostics;
using Microsoft.Extensions.Options;
using StatusTracking.Contracts;
using StatusTracking.Testing;

namespace StatusTracking.Notifications.Tests;

/// <summary>All e-mails there are, as files, and the tools of <c>deploy/email</c> that look at them.</summary>
static class Emails
{
    static readonly Composer Composer = new(new TemplateFiles(), Options.Create(new NotificationsOptions { ShopName = "The Fine Tea Shop" }));

    public static RenderedMessage Of(AlertKind kind, string language) => Of(SampleAlerts.Usual(kind, language));

    public static RenderedMessage Of(Alert alert) => Composer.Compose(Guid.CreateVersion7(), alert, Channel.Email);

    /// <summary>Writes each kind, in each language, with each of its finer words.</summary>
    public static async Task Write(string folder)
    {
        foreach (var language in TemplateFiles.Languages)
        {
            foreach (var (name, alert) in OfNoOneKind(language))
                await File.WriteAllTextAsync(Path.Combine(folder, $"{name}-{language}.html"), Of(alert).Html, TestContext.Current.CancellationToken);
            foreach (var kind in Enum.GetValues<AlertKind>())
                foreach (var (name, alert) in SampleAlerts.All(kind, language))
                    await File.WriteAllTextAsync(Path.Combine(folder, $"{kind.ToWord()}-{language}-{name}.html"), Of(alert).Html, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The same news of several packages, with all of it and without; news for the shop's own people.</summary>
    public static IEnumerable<(string Name, Alert Alert)> OfNoOneKind(string language) =>
    [
        .. from kind in Digest.AllKinds from sample in SampleAlerts.All(kind, language).Take(2)
           select ($"digest-{kind.ToWord()}-{sample.Name}", sample.Alert with { Others = [.. Enumerable.Range(1, 2).Select(_ => sample.Alert with { About = Guid.NewGuid() })] }),
        .. from kind in Enum.GetValues<AlertKind>() from sample in SampleAlerts.All(kind, language).Take(2)
           select ($"operations-{kind.ToWord()}-{sample.Name}", sample.Alert with { Audience = Audience.Operations }),
    ];
}

/// <summary><c>tests/email-checks.sh</c>: skips with its reason where Node.js or the packages are not to be had.</summary>
public sealed class When_every_email_is_checked : IDisposable
{
    /// <summary>The script's own: it could not begin.</summary>
    const int NotToBeHad = 77;

    readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_right_HTML_that_mail_programs_show_and_its_layout_is_what_its_design_makes()
    {
        // Kept for whoever wants to look at them.
        var folder = Environment.GetEnvironmentVariable("STATUSTRACKING_EMAILS") is { Length: > 0 } kept ? Directory.CreateDirectory(kept).FullName : _folder.Path;
        await Emails.Write(folder);

        var (exit, output) = await Run(folder);

        Assert.SkipWhen(exit == NotToBeHad, output);
        output.ShouldContain(", 0 errors");
        exit.ShouldBe(0, output);
    }

    static async Task<(int Exit, string Output)> Run(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Repository.File("tests", "email-checks.sh"), folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}

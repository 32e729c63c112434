using Microsoft.EntityFrameworkCore;
using StatusTracking.Contracts;

namespace StatusTracking.Notifications.Tests;

public sealed class When_messages_have_been_kept_long_enough : IAsyncLifetime
{
    Installation _here = null!;

    public async ValueTask InitializeAsync() => _here = await Installation.Start("Notifications:KeepMessages=00:10:00", "Notifications:KeepFiles=00:10:00");

    public ValueTask DisposeAsync() => _here.DisposeAsync();

    PruneMessages Prune => (PruneMessages)_here.Service.Services.GetService(typeof(PruneMessages))!;

    [Fact]
    public async Task Their_words_and_attempts_go_and_their_rows_stay()
    {
        var cancel = TestContext.Current.CancellationToken;
        var alert = await _here.Send(_here.Alert(AlertKind.Shipped));
        await _here.Becomes(alert.OrderId, "email", "sent");
        await Prune.DeleteRows(cancel);
        await using var db = _here.Db();
        (await db.Messages.CountAsync(cancel)).ShouldBe(1);

        _here.Service.Time.Advance(TimeSpan.FromMinutes(11));
        await Prune.DeleteRows(cancel);

        (await db.Messages.CountAsync(cancel)).ShouldBe(0);
        (await db.Attempts.CountAsync(cancel)).ShouldBe(0);
        await _here.Send(alert);
        await _here.Send(_here.Alert(AlertKind.Delivered));
        await _here.Mail.Wait(1, m => m.Subject.Contains("delivered"));
        _here.Mail.Received.Count.ShouldBe(2);
        (await _here.Details((await _here.Told(alert.OrderId)).ShouldHaveSingleItem())).Text("html").ShouldBeNull();
    }

    [Fact]
    public void Their_files_go()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_here.Service.DataDirectory, "outbox", "email")).FullName;
        File.WriteAllText(Path.Combine(folder, "old.eml"), "");
        File.SetLastWriteTimeUtc(Path.Combine(folder, "old.eml"), _here.Now.AddMinutes(-11).UtcDateTime);
        File.WriteAllText(Path.Combine(folder, "new.eml"), "");

        Prune.DeleteFiles();

        Directory.GetFiles(folder).Select(Path.GetFileName).ShouldBe(["new.eml"]);
    }
}

using Microsoft.EntityFrameworkCore;
using Shouldly;
using StatusTracking.Contracts;
using StatusTracking.Testing;
using Xunit;

namespace StatusTracking.Messaging.Tests;

/// <summary>What <see cref="ServiceDb.FindForUpdate"/> gives to whoever is about to change a row.</summary>
public abstract class RowForChangeSpecification(SampleHost host) : Specification(host)
{
    async Task<Guid> NewParcel()
    {
        var id = Guid.NewGuid();
        await Host.Save((db, _) =>
        {
            db.Parcels.Add(new Parcel(id, Now));
            return Task.CompletedTask;
        });
        return id;
    }

    Task Depart(Guid id) => Host.Save(async (db, _) => (await db.Parcels.SingleAsync(p => p.Id == id)).Depart(Now).ShouldBeTrue());

    [Fact]
    public async Task It_is_as_it_is_now_although_the_context_had_read_it_before()
    {
        var id = await NewParcel();
        await using var db = await Host.Open();
        (await db.Parcels.SingleAsync(p => p.Id == id)).Status.ShouldBe(PackageStatus.Created);
        await Depart(id);
        await using var transaction = await db.Database.BeginTransactionAsync(Cancelled);
        var parcel = (await db.FindForUpdate<Parcel>(id, Cancelled)).ShouldNotBeNull();
        parcel.Status.ShouldBe(PackageStatus.InTransit);
        parcel.Arrive(Now).ShouldBeTrue();
        await db.SaveChangesAsync(Cancelled);
        await transaction.CommitAsync(Cancelled);
        (await Host.Read(d => d.Parcels.SingleAsync(p => p.Id == id))).Status.ShouldBe(PackageStatus.Delivered);
    }

    [Fact]
    public async Task It_is_gone_where_somebody_has_deleted_it()
    {
        var id = await NewParcel();
        await using var db = await Host.Open();
        await db.Parcels.SingleAsync(p => p.Id == id);
        await Host.Read(d => d.Parcels.Where(p => p.Id == id).ExecuteDeleteAsync());
        await using var transaction = await db.Database.BeginTransactionAsync(Cancelled);
        (await db.FindForUpdate<Parcel>(id, Cancelled)).ShouldBeNull();
    }

    [Fact]
    public async Task Without_a_transaction_it_is_as_it_is_now_too()
    {
        var id = await NewParcel();
        await using var db = await Host.Open();
        await db.Parcels.SingleAsync(p => p.Id == id);
        await Depart(id);
        (await db.FindForUpdate<Parcel>(id, Cancelled))!.Status.ShouldBe(PackageStatus.InTransit);
    }

    [Fact]
    public async Task Changes_that_are_not_saved_are_kept_and_do_not_win_over_somebody_elses()
    {
        var id = await NewParcel();
        await using var db = await Host.Open();
        (await db.Parcels.SingleAsync(p => p.Id == id)).Arrive(Now);
        db.ChangeTracker.DetectChanges();
        await Depart(id);
        (await db.FindForUpdate<Parcel>(id, Cancelled))!.Status.ShouldBe(PackageStatus.Delivered);
        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public async Task Ten_writers_at_once_wait_for_each_other_and_none_fails()
    {
        var id = await NewParcel();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(async () =>
        {
            await using var db = await Host.Open();
            await db.InTransaction(async () =>
            {
                (await db.FindForUpdate<Parcel>(id, Cancelled))!.Depart(Now).ShouldBeTrue();
                return await db.SaveChangesAsync(Cancelled);
            }, Cancelled);
        })));
        (await Host.Read(d => d.Parcels.SingleAsync(p => p.Id == id))).Sequence.ShouldBe(11);
    }
}

public sealed class Rows_for_change_on_Sqlite(IdleSqlite host) : RowForChangeSpecification(host), IClassFixture<IdleSqlite>;

[Trait("Category", "Server")]
public sealed class Rows_for_change_on_PostgreSQL(IdlePostgreSql host) : RowForChangeSpecification(host), IClassFixture<IdlePostgreSql>;

[Trait("Category", "Server")]
public sealed class Rows_for_change_on_SQL_Server(IdleSqlServer host) : RowForChangeSpecification(host), IClassFixture<IdleSqlServer>;

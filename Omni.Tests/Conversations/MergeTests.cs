// Merging by hand, by API, and taking it back: nothing is lost, both addresses keep working.
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Conversations;

public sealed class MergeTests(SharedApp app)
{
    private const string Noa = "972501111111";
    private const string Other = "972502222222";

    [Fact]
    public async Task Merging_moves_everything_and_both_addresses_lead_to_what_stays()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = await TwoAsync(acme);
        using var patched = await api.PatchAsync($"/api/v1/conversations/{stays}", Json("""{"status":"resolved"}"""));
        await patched.ReadAsync(HttpStatusCode.OK);

        using var merged = await api.PostAsync($"/api/v1/conversations/{goes}/merge", Json($$"""{"into":"{{stays}}"}"""));
        var answer = await merged.ReadAsync(HttpStatusCode.OK);
        await acme.ReceiveAsync("LATER1", Noa, "still here");
        await acme.ReceiveAsync("LATER2", Other, "here too");

        Assert.Equal(stays, answer.GetProperty("id").GetGuid());
        Assert.Equal("open", answer.GetProperty("status").GetString());
        Assert.All(await acme.MessagesAsync(), m => Assert.Equal(stays, m.ConversationId));
        Assert.Equal(5, (await acme.MessagesAsync()).Count);
        Assert.Equal(stays, (await GetAsync(api, $"/api/v1/conversations/{goes}")).GetProperty("merged_into").GetGuid());
        Assert.Equal(5, (await GetAsync(api, $"/api/v1/conversations/{goes}/messages")).GetProperty("total").GetInt32());
        Assert.Equal(stays, (await GetAsync(api, $"/api/v1/conversations/by-phone/{Other}")).GetProperty("id").GetGuid());
        Assert.Equal(1, (await GetAsync(api, "/api/v1/conversations")).GetProperty("total").GetInt32());

        // Who writes to the old one writes to what stays.
        using var written = await api.PostAsync($"/api/v1/conversations/{goes}/messages", Json("""{"text":"to the old id"}"""));
        Assert.Equal(stays, (await written.ReadAsync(HttpStatusCode.Accepted)).GetProperty("conversation_id").GetGuid());
    }

    [Fact]
    public async Task A_merge_that_is_taken_back_leaves_what_was_before_and_what_came_since_with_its_sender()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = await TwoAsync(acme);
        var before = await acme.ReadAsync(db => db.Conversations.OrderBy(c => c.Id).Select(c => new { c.Id, c.CanonicalKey, c.ContactId }).ToListAsync());
        using var merged = await api.PostAsync($"/api/v1/conversations/{goes}/merge", Json($$"""{"into":"{{stays}}"}"""));
        await merged.ReadAsync(HttpStatusCode.OK);
        await acme.ReceiveAsync("SINCE1", Noa, "from noa since");
        await acme.ReceiveAsync("SINCE2", Other, "from the other since");

        using var undone = await api.DeleteAsync($"/api/v1/conversations/{goes}/merge");
        Assert.Equal(goes, (await undone.ReadAsync(HttpStatusCode.OK)).GetProperty("id").GetGuid());

        Assert.Equal(before, await acme.ReadAsync(db => db.Conversations.Where(c => c.MergedIntoId == null).OrderBy(c => c.Id).Select(c => new { c.Id, c.CanonicalKey, c.ContactId }).ToListAsync()));
        var messages = await acme.MessagesAsync();
        Assert.Equal(["a", "b", "from noa since"], messages.Where(m => m.ConversationId == stays).Select(m => m.Text));
        Assert.Equal(["c", "from the other since"], messages.Where(m => m.ConversationId == goes).Select(m => m.Text));
        await acme.ReceiveAsync("AFTER", Other, "after");
        Assert.Equal(goes, (await acme.MessagesAsync())[^1].ConversationId);
        Assert.Equal(goes, (await GetAsync(api, $"/api/v1/conversations/by-phone/{Other}")).GetProperty("id").GetGuid());

        using var again = await api.DeleteAsync($"/api/v1/conversations/{goes}/merge");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task A_merge_is_not_taken_back_after_a_day_nor_when_the_channel_taught_it()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = await TwoAsync(acme);
        using var merged = await api.PostAsync($"/api/v1/conversations/{goes}/merge", Json($$"""{"into":"{{stays}}"}"""));
        await merged.ReadAsync(HttpStatusCode.OK);
        await acme.ReadAsync(db => db.ConversationMerges.ExecuteUpdateAsync(m => m.SetProperty(x => x.At, x => x.At.AddHours(-25))));

        using var late = await api.DeleteAsync($"/api/v1/conversations/{goes}/merge");
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("older", (await late.ReadAsync(HttpStatusCode.Conflict)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Chains_of_merges_lead_to_the_last_and_come_apart_in_order()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (second, first) = await TwoAsync(acme);
        await acme.ReceiveAsync("THIRD", "972503333333", "d");
        var third = (await acme.MessagesAsync())[^1].ConversationId;
        using var one = await api.PostAsync($"/api/v1/conversations/{first}/merge", Json($$"""{"into":"{{second}}"}"""));
        using var two = await api.PostAsync($"/api/v1/conversations/{second}/merge", Json($$"""{"into":"{{third}}"}"""));
        await two.ReadAsync(HttpStatusCode.OK);

        Assert.Equal(third, (await GetAsync(api, $"/api/v1/conversations/{first}")).GetProperty("merged_into").GetGuid());
        using var tooSoon = await api.DeleteAsync($"/api/v1/conversations/{first}/merge");
        Assert.Equal(HttpStatusCode.Conflict, tooSoon.StatusCode);
        using var back = await api.DeleteAsync($"/api/v1/conversations/{second}/merge");
        await back.ReadAsync(HttpStatusCode.OK);

        Assert.Equal(second, (await GetAsync(api, $"/api/v1/conversations/{first}")).GetProperty("merged_into").GetGuid());
        Assert.Equal(3, (await acme.MessagesAsync()).Count(m => m.ConversationId == second));
        Assert.Equal(1, (await acme.MessagesAsync()).Count(m => m.ConversationId == third));
        using var all = await api.DeleteAsync($"/api/v1/conversations/{first}/merge");
        await all.ReadAsync(HttpStatusCode.OK);
        Assert.Equal(3, await acme.ReadAsync(db => db.Conversations.CountAsync(c => c.MergedIntoId == null)));
    }

    [Fact]
    public async Task Another_tenants_conversation_is_neither_merged_nor_merged_into()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var bolt = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (mine, _) = await TwoAsync(acme);
        var (theirs, _) = await TwoAsync(bolt);

        using var from = await api.PostAsync($"/api/v1/conversations/{theirs}/merge", Json($$"""{"into":"{{mine}}"}"""));
        using var into = await api.PostAsync($"/api/v1/conversations/{mine}/merge", Json($$"""{"into":"{{theirs}}"}"""));
        using var nothing = await api.PostAsync($"/api/v1/conversations/{mine}/merge", Json("{}"));
        using var unreadable = await api.PostAsync($"/api/v1/conversations/{mine}/merge", Json("""{"into":"the other one"}"""));
        using var nobodys = await api.PostAsync($"/api/v1/conversations/{mine}/merge", Json($$"""{"into":"{{Guid.NewGuid()}}"}"""));
        using var self = await api.PostAsync($"/api/v1/conversations/{mine}/merge", Json($$"""{"into":"{{mine}}"}"""));

        Assert.Equal(
            [HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.Conflict],
            new[] { from, into, nothing, unreadable, self }.Select(r => r.StatusCode));
        Assert.Equal(
            (await nobodys.ReadAsync(HttpStatusCode.NotFound)).GetProperty("detail").GetString(),
            (await into.ReadAsync(HttpStatusCode.NotFound)).GetProperty("detail").GetString());
        Assert.Equal(2, await bolt.ReadAsync(db => db.Conversations.CountAsync()));
    }

    /// <summary>A writer has the thread and will name the person, a merge has the person and waits for the thread: neither may have to give way.</summary>
    [Fact]
    public async Task A_message_is_stored_while_a_merge_waits_for_its_thread()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = await TwoAsync(acme);

        var merged = await acme.ReadAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var thread = (await db.LockConversationAsync(goes, default))!;
            var writer = (await db.Database.SqlQuery<int>($"SELECT pg_backend_pid() AS \"Value\"").ToListAsync())[0];
            var merging = api.PostAsync($"/api/v1/conversations/{goes}/merge", Json($$"""{"into":"{{stays}}"}"""));
            await Eventually.ReadAsync(() => WaitingForAsync(writer), waiting => waiting == 1);

            // Not even for an instant.
            await db.Database.ExecuteSqlAsync($"SET LOCAL lock_timeout = '100ms'");
            db.Add(new Message
            {
                ConversationId = thread.Id,
                ContactId = thread.ContactId,
                InstanceId = thread.InstanceId,
                InstanceName = thread.InstanceName,
                Address = thread.ReplyAddress,
                Direction = MessageDirection.Inbound,
                Source = MessageSource.Customer,
                Kind = MessageKind.Text,
                Text = "d",
                Status = MessageStatus.Received,
                SentAt = thread.LastActivityAt,
                CreatedAt = thread.LastActivityAt,
            });
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return await merging;
        });

        using (merged)
        {
            await merged.ReadAsync(HttpStatusCode.OK);
        }

        var messages = await acme.MessagesAsync();
        Assert.Equal(["a", "b", "c", "d"], messages.Select(m => m.Text).Order(StringComparer.Ordinal));
        Assert.All(messages, m => Assert.Equal(stays, m.ConversationId));
        Assert.Single(messages.Select(m => m.ContactId).Distinct());
    }

    /// <summary>Whoever adds a column that says whose thread or person a row belongs to must say here what merging does with it.</summary>
    [Fact]
    public async Task Every_reference_to_a_thread_or_person_is_known_to_merging()
    {
        var references = await ModelAsync(db => db.Model.GetEntityTypes()
            .SelectMany(e => e.GetProperties().Where(p => p.Name is "ConversationId" or "ContactId").Select(p => $"{e.ClrType.Name}.{p.Name}"))
            .Order(StringComparer.Ordinal).ToList());

        Assert.Equal(
            [
                "Activity.ConversationId", // moves
                "ContactIdentity.ContactId", // moves
                "Conversation.ContactId", // stays, for taking it back
                "ConversationKey.ConversationId", // moves
                "LaneLease.ConversationId", // stays: who works there must finish there
                "Lead.ContactId", // moves
                "Message.ContactId", // moves
                "Message.ConversationId", // moves
                "MessageTrace.ConversationId", // moves
            ],
            references);
    }

    private async Task<T> ModelAsync<T>(Func<OmniDbContext, T> read)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        return await acme.ReadAsync(db => Task.FromResult(read(db)));
    }

    private async Task<long> WaitingForAsync(int backend)
    {
        await using var source = NpgsqlDataSource.Create(app.ConnectionString);
        await using var count = source.CreateCommand($"SELECT count(*) FROM pg_stat_activity WHERE {backend} = ANY (pg_blocking_pids(pid))");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    // Noa wrote a and b, the other one c.
    private static async Task<(Guid Noas, Guid Others)> TwoAsync(TestTenant tenant)
    {
        await tenant.ReceiveAsync("A", Noa, "a");
        await tenant.ReceiveAsync("B", Noa, "b");
        await tenant.ReceiveAsync("C", Other, "c");
        var messages = await tenant.MessagesAsync();
        return (messages[0].ConversationId, messages[2].ConversationId);
    }

    private static async Task<JsonElement> GetAsync(HttpClient api, string path)
    {
        using var response = await api.GetAsync(path);
        return await response.ReadAsync(HttpStatusCode.OK);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}

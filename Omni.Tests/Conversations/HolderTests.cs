// Who has a conversation that nobody took follows the agents that there are: none is left with an agent that is gone.
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Omni.Core.Conversations;
using Omni.Tests.Support;

namespace Omni.Tests.Conversations;

public sealed class HolderTests(SharedApp app)
{
    private const string Customer = "5511988887777";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_the_agents_when_the_instance_gets_one_and_the_teams_when_that_is_deleted()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = await WithEchoAsync(acme);
        (await acme.ReceiveAsync("A", Customer, "a")).EnsureSuccessStatusCode();
        Assert.Equal(ConversationStatus.Open, await StatusAsync(acme));

        await ChooseAsync(api, acme, "bot");
        Assert.Equal(ConversationStatus.Pending, await StatusAsync(acme));

        (await api.DeleteAsync("/api/v1/agents/bot?force=true", Cancellation)).EnsureSuccessStatusCode();
        Assert.Equal(ConversationStatus.Open, await StatusAsync(acme));
    }

    [Fact]
    public async Task It_is_the_teams_when_its_instance_or_the_agent_it_chose_is_deleted()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = await WithEchoAsync(acme);
        (await acme.ReceiveAsync("A", Customer, "a")).EnsureSuccessStatusCode();
        var id = await acme.ReadAsync(db => db.Conversations.Select(c => c.Id).SingleAsync());
        (await api.PatchAsJsonAsync($"/api/v1/conversations/{id}", new { agent = "bot" }, Cancellation)).EnsureSuccessStatusCode();
        Assert.Equal(ConversationStatus.Pending, await StatusAsync(acme));

        (await api.DeleteAsync("/api/v1/agents/bot", Cancellation)).EnsureSuccessStatusCode();
        Assert.Equal(ConversationStatus.Open, await StatusAsync(acme));

        (await api.PostAsJsonAsync("/api/v1/agents", new { name = "bot", kind = "echo" }, Cancellation)).EnsureSuccessStatusCode();
        await ChooseAsync(api, acme, "bot");
        Assert.Equal(ConversationStatus.Pending, await StatusAsync(acme));
        (await api.DeleteAsync($"/api/v1/instances/{acme.InstanceName}", Cancellation)).EnsureSuccessStatusCode();
        Assert.Equal(ConversationStatus.Open, await StatusAsync(acme));
    }

    [Fact]
    public async Task What_people_took_or_resolved_stays_as_it_is()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = await WithEchoAsync(acme);
        (await acme.ReceiveAsync("A", Customer, "a")).EnsureSuccessStatusCode();
        (await acme.ReceiveAsync("B", "5511977776666", "b")).EnsureSuccessStatusCode();
        var ids = await acme.ReadAsync(db => db.Conversations.OrderBy(c => c.CreatedAt).Select(c => c.Id).ToListAsync());
        (await api.PatchAsJsonAsync($"/api/v1/conversations/{ids[0]}", new { bot_enabled = false }, Cancellation)).EnsureSuccessStatusCode();
        (await api.PatchAsJsonAsync($"/api/v1/conversations/{ids[1]}", new { status = "resolved" }, Cancellation)).EnsureSuccessStatusCode();

        await ChooseAsync(api, acme, "bot");

        var held = await acme.ReadAsync(db => db.Conversations.OrderBy(c => c.CreatedAt).Select(c => c.Status).ToListAsync());
        Assert.Equal([ConversationStatus.Open, ConversationStatus.Resolved], held);
    }

    [Fact]
    public async Task An_agent_is_chosen_and_deleted_also_while_somebody_else_locks_its_conversations_in_another_order()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = await WithEchoAsync(acme);
        (await acme.ReceiveAsync("A", Customer, "a")).EnsureSuccessStatusCode();
        (await acme.ReceiveAsync("B", "5511977776666", "b")).EnsureSuccessStatusCode();

        await CrosswiseAsync(acme, () => ChooseAsync(api, acme, "bot"));
        Assert.Equal(2, await acme.ReadAsync(db => db.Conversations.CountAsync(c => c.Status == ConversationStatus.Pending)));

        await CrosswiseAsync(acme, async () => (await api.DeleteAsync("/api/v1/agents/bot?force=true", Cancellation)).EnsureSuccessStatusCode());
        Assert.Equal(2, await acme.ReadAsync(db => db.Conversations.CountAsync(c => c.Status == ConversationStatus.Open)));
    }

    [Theory]
    [InlineData("handed over")]
    [InlineData("taken over")]
    public async Task What_goes_into_another_one_as_it_is_given_to_people_is_given_to_them_there(string how)
    {
        await using var acme = await TestTenant.CreateAsync(app);
        (await acme.ReceiveAsync("A", Customer, "a")).EnsureSuccessStatusCode();
        (await acme.ReceiveAsync("B", "5511977776666", "b")).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m.Count(x => x.Status is Core.Messages.MessageStatus.Sent) == 2);
        var (goes, stays) = await acme.ReadAsync(async db => (await db.Conversations.OrderBy(c => c.Id).Select(c => c.Id).FirstAsync(), await db.Conversations.OrderBy(c => c.Id).Select(c => c.Id).LastAsync()));
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var merge = await connection.BeginTransactionAsync(Cancellation);
        await using var command = new NpgsqlCommand("UPDATE conversations SET merged_into_id = $1 WHERE id = $2", connection) { Parameters = { new() { Value = stays }, new() { Value = goes } } };
        await command.ExecuteNonQueryAsync(Cancellation);

        await using var scope = app.Enter(acme.Tenant);
        Task giving = how is "handed over"
            ? scope.ServiceProvider.GetRequiredService<HandOver>().RunAsync(goes, "bot", "asked for people", Cancellation)
            : scope.ServiceProvider.GetRequiredService<SwitchBot>().OffAsync(goes, "Dana", Cancellation);
        await UntilSomebodyWaitsAsync(connection);
        await merge.CommitAsync(Cancellation);
        await giving;

        Assert.Equal((false, ConversationStatus.Open), await acme.ReadAsync(async db => await db.Conversations.Where(c => c.Id == stays).Select(c => new { c.BotEnabled, c.Status }).SingleAsync() is var c ? (c.BotEnabled, c.Status) : default));
    }

    // Somebody in this database, which others share: a test that looks in vain waits, and one that sees others goes on early, which the retry settles.
    private static Task<long> UntilSomebodyWaitsAsync(NpgsqlConnection connection) => Eventually.ReadAsync(
        async () =>
        {
            await using var waiting = new NpgsqlCommand("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())", connection);
            return (long)(await waiting.ExecuteScalarAsync(Cancellation))!;
        },
        n => n > 0);

    // As a backfill does, which holds many of them for a while.
    private async Task CrosswiseAsync(TestTenant acme, Func<Task> change)
    {
        var ids = await acme.ReadAsync(db => db.Database.SqlQueryRaw<Guid>("SELECT id AS \"Value\" FROM conversations ORDER BY ctid").ToListAsync());
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);

        // Whoever has waited a second is the one that PostgreSQL gives up: never this one.
        await using (var patient = new NpgsqlCommand("SET LOCAL deadlock_timeout = '60s'", connection))
        {
            await patient.ExecuteNonQueryAsync(Cancellation);
        }

        await LockAsync(ids[1]);
        var changing = change();
        await UntilSomebodyWaitsAsync(connection);
        await LockAsync(ids[0]);
        await transaction.CommitAsync(Cancellation);
        await changing;

        async Task LockAsync(Guid id)
        {
            await using var command = new NpgsqlCommand("SELECT id FROM conversations WHERE id = $1 FOR UPDATE", connection) { Parameters = { new() { Value = id } } };
            await command.ExecuteNonQueryAsync(Cancellation);
        }
    }

    private static async Task<HttpClient> WithEchoAsync(TestTenant acme)
    {
        var api = acme.Api();
        (await api.PostAsJsonAsync("/api/v1/agents", new { name = "bot", kind = "echo" }, Cancellation)).EnsureSuccessStatusCode();
        return api;
    }

    private static async Task ChooseAsync(HttpClient api, TestTenant acme, string agent)
        => (await api.PatchAsJsonAsync($"/api/v1/instances/{acme.InstanceName}", new { agent }, Cancellation)).EnsureSuccessStatusCode();

    private static Task<ConversationStatus> StatusAsync(TestTenant acme) => acme.ReadAsync(db => db.Conversations.Select(c => c.Status).SingleAsync());
}

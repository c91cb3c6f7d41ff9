// What a newcomer finds after the first start.
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Demo;
using Omni.Core.Instances;
using Omni.Core.Messages;
using Omni.Core.Team;
using Omni.Tests.Support;

namespace Omni.Tests.Demo;

public sealed partial class SeedDemoTests(DemoApp app) : IClassFixture<DemoApp>
{
    [Fact]
    public async Task Seeding_again_changes_nothing()
    {
        var before = await CountsAsync();

        Assert.False(await SeedAsync(app));

        Assert.Equal(before, await CountsAsync());
    }

    [Fact]
    public async Task Two_nodes_that_seed_at_once_make_one_demo()
    {
        await using var database = await TestDatabase.CreateAsync(await OmniApp.MigratedAsync());
        await using var one = OmniApp.On(database.ConnectionString);
        await one.InitializeAsync();
        await using var other = OmniApp.On(database.ConnectionString);
        await other.InitializeAsync();

        var made = await Task.WhenAll(Task.Run(() => SeedAsync(one)), Task.Run(() => SeedAsync(other)));

        Assert.Single(made, true);
        Assert.Equal(1, await ReadAsync(one, db => db.Tenants.CountAsync()));
        Assert.Equal(40, await ReadAsync(one, db => db.Conversations.CountAsync()));
    }

    [Fact]
    public async Task Forty_conversations_of_real_length_lie_in_the_last_three_weeks()
    {
        var now = app.Clock.GetUtcNow();
        var conversations = await ReadAsync(db => db.Conversations.Select(c => new { c.Id, c.Status, c.LastActivityAt, c.UnreadCount, c.WaitingSince }).ToListAsync());
        var lengths = await ReadAsync(db => db.Messages.GroupBy(m => m.ConversationId).Select(g => g.Count()).ToListAsync());

        Assert.Equal(40, conversations.Count);
        Assert.All(lengths, length => Assert.InRange(length, 7, 200));
        Assert.True(lengths.Count(l => l >= 150) >= 3);
        Assert.All(await ReadAsync(db => db.Messages.Select(m => m.SentAt).ToListAsync()), at => Assert.InRange(at, now.AddDays(-22), now));
        Assert.Contains(conversations, c => c.LastActivityAt > now.AddMinutes(-10));
        Assert.Equal([ConversationStatus.Pending, ConversationStatus.Open, ConversationStatus.Resolved], conversations.Select(c => c.Status).Distinct().Order());
        Assert.InRange(conversations.Count(c => c.UnreadCount > 0), 5, 20);
        Assert.InRange(conversations.Count(c => c.WaitingSince is not null), 5, 20);
    }

    [Fact]
    public async Task Messages_are_numbered_in_the_order_in_which_they_were_said()
        => Assert.All(
            (await ReadAsync(db => db.Messages.OrderBy(m => m.Sequence).Select(m => new { m.ConversationId, m.SentAt }).ToListAsync())).GroupBy(m => m.ConversationId),
            thread => Assert.Equal(thread.Select(m => m.SentAt).Order(), thread.Select(m => m.SentAt)));

    [Theory]
    [InlineData(@"\p{IsHebrew}", 200)]
    [InlineData(@"\p{IsArabic}", 200)]
    [InlineData(@"^[\x20-\x7E]*[a-z]{4}", 200)]
    [InlineData(@"\p{IsHebrew}.*[A-Za-z]{3}", 10)]
    [InlineData(@"\p{IsArabic}.*[A-Za-z]{3}", 5)]
    [InlineData(@"https://", 6)]
    public async Task Every_language_is_there(string pattern, int atLeast)
        => Assert.True((await ReadAsync(db => db.Messages.Select(m => m.Text!).ToListAsync())).Count(t => Regex.IsMatch(t, pattern)) >= atLeast);

    [Fact]
    public async Task Nothing_waits_to_be_sent_or_answered()
    {
        var messages = await ReadAsync(db => db.Messages.AsNoTracking().ToListAsync());

        Assert.DoesNotContain(messages, m => m.Status is MessageStatus.Scheduled or MessageStatus.Queued or MessageStatus.Sending or MessageStatus.Unknown || m.AwaitsTurn || m.NextAttemptAt is not null);
        Assert.All([MessageStatus.Received, MessageStatus.Failed, MessageStatus.Sent, MessageStatus.Delivered, MessageStatus.Read], s => Assert.Contains(messages, m => m.Status == s));
        Assert.All(messages.Where(m => m.Status is MessageStatus.Failed), m => Assert.NotEmpty(m.Error!));
        Assert.Equal(
            [DemoSignIn.MemberName, DemoSignIn.OwnerName, SeedDemo.AgentName],
            messages.Where(m => m.Direction is MessageDirection.Outbound && m.AuthorName is not null).Select(m => m.AuthorName!).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(messages, m => m.QuotedText is not null);
        Assert.Equal(3, await ReadAsync(db => db.Activities.Select(a => a.Kind).Distinct().CountAsync()));
    }

    [Fact]
    public async Task The_web_chat_is_open_and_the_history_goes_nowhere()
    {
        var instances = await ReadAsync(db => db.Instances.AsNoTracking().OrderBy(i => i.Name).ToListAsync());

        Assert.Equal([(SeedDemo.WebChatName, ConnectionState.Connected), (SeedDemo.WhatsAppName, ConnectionState.Disconnected)], instances.Select(i => (i.Name, i.State)));
        Assert.NotEmpty(instances[1].StateDetail!);
        Assert.EndsWith(".invalid", new Uri(instances[1].EvolutionUrl!).Host);
        using var http = app.Http();
        Assert.True((await http.GetAsync($"/chat/{SeedDemo.WebChatName}")).IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(DemoSignIn.OwnerEmail)]
    [InlineData(DemoSignIn.MemberEmail)]
    public async Task Both_members_sign_in_with_the_password_that_the_console_tells(string email)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = new(app.BaseUrl) };
        var page = await http.GetStringAsync("/login");
        Dictionary<string, string> form = new()
        {
            ["__RequestVerificationToken"] = VerificationToken().Match(page).Groups[1].Value,
            ["_handler"] = "login",
            ["Form.Email"] = email,
            ["Form.Password"] = DemoSignIn.Password,
        };

        using var content = new FormUrlEncodedContent(form);
        using var answer = await http.PostAsync("/login", content);

        Assert.Equal("/inbox", new Uri(new Uri(app.BaseUrl), answer.Headers.Location!).AbsolutePath);
        Assert.Contains("omni.session", handler.CookieContainer.GetCookieHeader(new(app.BaseUrl)));
    }

    private static async Task<bool> SeedAsync(OmniApp node)
    {
        await using var scope = node.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SeedDemo>().RunAsync(default);
    }

    private static async Task<T> ReadAsync<T>(OmniApp node, Func<OmniDbContext, Task<T>> read)
    {
        var tenant = await node.Services.GetRequiredService<AcrossTenants>().FindTenantAsync(SeedDemo.TenantSlug, default);
        await using var scope = node.Enter(tenant!);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync();
        return await read(db);
    }

    private Task<T> ReadAsync<T>(Func<OmniDbContext, Task<T>> read) => ReadAsync(app, read);

    private Task<(int Users, int Instances, int Contacts, int Messages)> CountsAsync()
        => ReadAsync(async db => (await db.Users.CountAsync(), await db.Instances.CountAsync(), await db.Contacts.CountAsync(), await db.Messages.CountAsync()));

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex VerificationToken();
}

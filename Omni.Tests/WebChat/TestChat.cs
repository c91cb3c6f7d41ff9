// A business of a test with a web chat that the Echo agent answers.
using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Agents;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Instances;
using Omni.Core.Messages;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;
using Omni.Tests.Support;

namespace Omni.Tests.WebChat;

public sealed class TestChat
{
    private readonly OmniApp _app;

    private TestChat(OmniApp app, Tenant tenant, Instance instance) => (_app, Tenant, Instance) = (app, tenant, instance);

    public Tenant Tenant { get; }

    public Instance Instance { get; }

    public string Name => Instance.Name;

    public static async Task<TestChat> CreateAsync(
        OmniApp app, string? name = null, bool hasAgent = true, ChannelType channel = ChannelType.WebChat, bool isActive = true, params string[] origins)
    {
        var slug = $"t-{Guid.NewGuid():N}"[..14];
        using var api = app.Api();
        using var response = await api.PostAsJsonAsync("/api/v1/tenants", new { slug, name = name ?? slug });
        response.EnsureSuccessStatusCode();
        var tenant = (await app.Services.GetRequiredService<AcrossTenants>().FindTenantAsync(slug, default))!;
        await using var scope = app.Enter(tenant);
        var agent = new Agent { Name = "Echo", Kind = AgentKind.Echo, CreatedAt = DateTimeOffset.UnixEpoch };
        var instance = new Instance
        {
            Name = $"{slug}-chat",
            Channel = channel,
            IsActive = isActive,
            AllowedOrigins = [.. origins],
            WebhookToken = scope.ServiceProvider.GetRequiredService<SecretBox>().Seal("a-token-that-nobody-uses"),
            AgentId = hasAgent ? agent.Id : null,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync();
        db.AddRange(agent, instance);
        await db.SaveChangesAsync();
        return new(app, tenant, instance);
    }

    /// <param name="address">From where they write; null takes one that nobody else has.</param>
    public Visitor Visit(IPAddress? address = null) => new(_app.BaseUrl, Name, address);

    public async Task<T> InTenantAsync<T>(Func<IServiceProvider, OmniDbContext, Task<T>> work)
    {
        await using var scope = _app.Enter(Tenant);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync();
        return await work(scope.ServiceProvider, db);
    }

    public Task<List<Message>> MessagesAsync() => InTenantAsync((_, db) => db.Messages.AsNoTracking().OrderBy(m => m.Sequence).ToListAsync());

    /// <summary>Stores a message of ours in the thread of the first one, as it would stand in whatever state; nobody sends it.</summary>
    public Task<Message> PlaceAsync(string text, MessageStatus status) => InTenantAsync(async (_, db) =>
    {
        var first = await db.Messages.AsNoTracking().OrderBy(m => m.Sequence).FirstAsync();
        var now = _app.Clock.GetUtcNow();
        var message = new Message
        {
            ConversationId = first.ConversationId,
            ContactId = first.ContactId,
            InstanceId = first.InstanceId,
            InstanceName = first.InstanceName,
            Address = first.Address,
            Direction = MessageDirection.Outbound,
            Source = MessageSource.Member,
            AuthorName = "Dana",
            Kind = MessageKind.Text,
            Text = text,
            Status = status,
            SentAt = now,
            CreatedAt = now,
            NextAttemptAt = now + TimeSpan.FromDays(1),
        };
        db.Add(message);
        await db.SaveChangesAsync();
        Tell(first.ConversationId);
        return message;
    });

    public Task ChangeAsync(Guid messageId, Action<Message> change) => InTenantAsync(async (_, db) =>
    {
        var message = await db.Messages.SingleAsync(m => m.Id == messageId);
        change(message);
        await db.SaveChangesAsync();
        Tell(message.ConversationId);
        return message;
    });

    public void Publish(FeedKind kind, Guid subject) => _app.Services.GetRequiredService<LiveFeed>().Publish(new(Tenant.Id, kind, subject));

    private void Tell(Guid conversationId) => Publish(FeedKind.Conversation, conversationId);
}

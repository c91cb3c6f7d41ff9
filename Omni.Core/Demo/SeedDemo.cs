// Makes the tenant `demo` with an agent, two instances, two members and a history, once, in one transaction.
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Omni.Core.Agents;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Instances;
using Omni.Core.Secrets;
using Omni.Core.Team;
using Omni.Core.Tenancy;

namespace Omni.Core.Demo;

public sealed partial class SeedDemo(AcrossTenants across, IServiceScopeFactory scopes, TimeProvider clock, ILogger<SeedDemo> logger)
{
    public const string TenantSlug = "demo";

    /// <summary>The web chat, at <c>/chat/demo</c>.</summary>
    public const string WebChatName = "demo";

    public const string WhatsAppName = "demo-whatsapp";

    public const string AgentName = "echo";

    /// <summary>Answers whether it was made now. Several nodes may try at once: the tenant's unique slug decides.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (await across.FindTenantAsync(TenantSlug, cancellationToken) is not null)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        var tenant = Tenant.Create(TenantSlug, "Harbour Street", "US", now - TimeSpan.FromDays(30));
        await using var scope = scopes.Enter(tenant.Id, tenant.Slug);
        var db = scope.ServiceProvider.GetRequiredService<OmniDbContext>();

        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

            // The tenant first: of two at once, the second waits here and is refused when the first has committed.
            db.Add(tenant);
            await db.SaveChangesAsync(cancellationToken);
            await FillAsync(scope.ServiceProvider, db, tenant, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            LogSeeded();
            return true;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            LogNotSeeded();
            return false;
        }
    }

    private static async Task FillAsync(IServiceProvider services, OmniDbContext db, Tenant tenant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var users = services.GetRequiredService<UserManager<User>>();
        var noa = await JoinAsync(users, db, DemoSignIn.OwnerEmail, DemoSignIn.OwnerName, MemberRole.Owner, tenant.CreatedAt);
        var dana = await JoinAsync(users, db, DemoSignIn.MemberEmail, DemoSignIn.MemberName, MemberRole.Member, tenant.CreatedAt);
        var agent = new Agent { Name = AgentName, Kind = AgentKind.Echo, CreatedAt = tenant.CreatedAt, UpdatedAt = tenant.CreatedAt };
        var secrets = services.GetRequiredService<SecretBox>();
        var webChat = ToInstance(WebChatName, ChannelType.WebChat, agent, secrets, tenant.CreatedAt);
        webChat.ChangeState(ConnectionState.Connected, null, null, now);
        var whatsApp = ToInstance(WhatsAppName, ChannelType.WhatsApp, agent, secrets, tenant.CreatedAt);

        // A name that no resolver knows: whatever is written here stays here.
        whatsApp.EvolutionUrl = "https://gateway.invalid";
        whatsApp.EvolutionKey = secrets.Seal(WebhookTokens.New());
        whatsApp.ChangeState(ConnectionState.Disconnected, "This instance shows a history only: no gateway stands behind it.", "+15550100100", now);
        db.AddRange(agent, webChat, whatsApp);
        await db.SaveChangesAsync(cancellationToken);

        var write = new WriteConversation(db, tenant, whatsApp, webChat, agent.Name, noa, dana);

        foreach (var told in DemoConversation.ReadAll())
        {
            write.Run(told, now);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    // People outlive tenants: they may be there from a demo that was deleted.
    private static async Task<User> JoinAsync(UserManager<User> users, OmniDbContext db, string email, string name, MemberRole role, DateTimeOffset now)
    {
        if (await users.FindByEmailAsync(email) is not { } user)
        {
            user = new() { UserName = email, Email = email, EmailConfirmed = true, DisplayName = name };
            var created = await users.CreateAsync(user, DemoSignIn.Password);

            if (!created.Succeeded)
            {
                throw new InvalidOperationException($"A member of the demo was refused: {string.Join(" ", created.Errors.Select(e => e.Description))}");
            }
        }

        db.Add(new Membership { UserId = user.Id, Role = role, CreatedAt = now });
        return user;
    }

    private static Instance ToInstance(string name, ChannelType channel, Agent agent, SecretBox secrets, DateTimeOffset now) => new()
    {
        Name = name,
        Channel = channel,
        AgentId = agent.Id,
        WebhookToken = secrets.Seal(WebhookTokens.New()),
        CreatedAt = now,
        UpdatedAt = now,
    };

    [LoggerMessage(LogLevel.Information, "The demo was made")]
    private partial void LogSeeded();

    [LoggerMessage(LogLevel.Warning, "The demo was not made: its tenant, or the name of one of its instances, is taken")]
    private partial void LogNotSeeded();
}

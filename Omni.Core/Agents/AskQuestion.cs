// Turns a turn into the question that its agent is asked.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Agents.Tools;
using Omni.Core.Channels;
using Omni.Core.Data;
using Omni.Core.Delivery;
using Omni.Core.Tenancy;

namespace Omni.Core.Agents;

internal sealed class AskQuestion(
    IDbContextFactory<OmniDbContext> databases, ReadHistory history, SendByTool send, ChannelDirectory channels, TenantContext tenant, ContextTokens tokens)
{
    public async Task<AgentQuestion> FromAsync(Turn turn, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var leadId = await db.Conversations.Where(c => c.Id == turn.ConversationId).Select(c => c.LeadId).SingleOrDefaultAsync(cancellationToken);
        var channel = turn.Channel.ToString().ToLowerInvariant();
        var digits = turn.Contact.PhoneNumber?.TrimStart('+');
        var sessionName = SessionNameOf(turn, digits);
        var context = new TurnContext(tenant.Required, tenant.RequiredSlug, turn.InstanceId, turn.ConversationId, turn.Contact.Id, turn.Id, turn.Agent.Id);
        var isModel = turn.Agent.Kind is AgentKind.OpenAi;

        return new AgentQuestion
        {
            Message = string.Join('\n', turn.Messages.Select(m => m.Say(turn.IsGroup))),
            MessageType = turn.Last.Kind.ToString().ToLowerInvariant(),
            UserId = NameUuid.Of(digits ?? (turn.ExternalUserId is { } external ? $"{channel}:{external}" : "default")),
            SessionId = NameUuid.Of(sessionName),
            SessionName = sessionName,
            SessionOrigin = channel,
            PhoneNumber = turn.Contact.PhoneNumber,
            Email = turn.Contact.Email,
            UserName = turn.IsGroup ? turn.Last.AuthorName : turn.Contact.Name,
            Media = await FindMediaAsync(db, turn, cancellationToken),
            History = isModel ? await history.RunAsync(turn, turn.Agent.HistoryMessages, cancellationToken) : [],
            Tools = isModel && turn.Agent.OffersTools ? new TurnTools(turn, channels.Find(turn.Channel), send) : null,
            Context = new(turn.InstanceName, channel, tenant.RequiredSlug, turn.ConversationId, turn.Contact.Id, leadId, tokens.Sign(context)),
        };
    }

    private static string SessionNameOf(Turn turn, string? digits)
    {
        var person = $"{turn.InstanceName}_{digits ?? turn.ExternalUserId ?? turn.Contact.Id.ToString()}";

        return turn.Agent.SessionRule switch
        {
            SessionRule.Conversation => $"conversation_{turn.ConversationId}",
            SessionRule.Turn => $"{person}_{turn.Id}",
            _ => person,
        };
    }

    // A file without an address that the agent can open is of no use to it; that one came, message_type and the text say. WhatsApp's own
    // addresses hold encrypted bytes.
    private static async Task<IReadOnlyList<AgentMedia>> FindMediaAsync(OmniDbContext db, Turn turn, CancellationToken cancellationToken)
    {
        var ids = turn.Messages.Select(m => m.Id).ToArray();
        var files = await db.Attachments.AsNoTracking().Where(a => ids.Contains(a.MessageId) && a.SourceUrl != null)
            .Select(a => new { a.MessageId, a.MimeType, Url = a.SourceUrl! })
            .ToListAsync(cancellationToken);

        return [.. turn.Messages.SelectMany(m => files.Where(f => f.MessageId == m.Id && IsPublic(f.Url)).Select(f => new AgentMedia(f.MimeType, f.Url, m.Text)))];
    }

    private static bool IsPublic(string url)
        => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && !address.Host.EndsWith(".whatsapp.net", StringComparison.OrdinalIgnoreCase);
}

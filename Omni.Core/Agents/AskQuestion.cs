// Turns a turn into the question that its agent is asked.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Messages;
using Omni.Core.Tenancy;

namespace Omni.Core.Agents;

internal sealed class AskQuestion(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, ContextTokens tokens)
{
    private const int LongestQuote = 200;

    public async Task<AgentQuestion> FromAsync(Turn turn, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var leadId = await db.Conversations.Where(c => c.Id == turn.ConversationId).Select(c => c.LeadId).SingleOrDefaultAsync(cancellationToken);
        var channel = turn.Channel.ToString().ToLowerInvariant();
        var digits = turn.Contact.PhoneNumber?.TrimStart('+');
        var sessionName = $"{turn.InstanceName}_{digits ?? turn.ExternalUserId ?? turn.Contact.Id.ToString()}";
        var context = new TurnContext(tenant.Required, tenant.RequiredSlug, turn.InstanceId, turn.ConversationId, turn.Contact.Id, turn.Id, turn.Agent.Id);

        return new AgentQuestion
        {
            Message = string.Join('\n', turn.Messages.Select(m => Say(m, turn.IsGroup))),
            MessageType = turn.Last.Kind.ToString().ToLowerInvariant(),
            UserId = NameUuid.Of(digits ?? (turn.ExternalUserId is { } external ? $"{channel}:{external}" : "default")),
            SessionId = NameUuid.Of(sessionName),
            SessionName = sessionName,
            SessionOrigin = channel,
            PhoneNumber = turn.Contact.PhoneNumber,
            Email = turn.Contact.Email,
            UserName = turn.IsGroup ? turn.Last.AuthorName : turn.Contact.Name,
            Context = new(turn.InstanceName, channel, tenant.RequiredSlug, turn.ConversationId, turn.Contact.Id, leadId, tokens.Sign(context)),
        };
    }

    private static string Say(Message message, bool isGroup)
    {
        var text = message.Text ?? $"[{message.Kind.ToString().ToLowerInvariant()}]";

        if (message.QuotedText is { Length: > 0 } quoted)
        {
            text = $"> {(quoted.Length <= LongestQuote ? quoted : quoted[..LongestQuote])}\n{text}";
        }

        return isGroup && message.AuthorName is { } name ? $"[{name}]: {text}" : text;
    }
}

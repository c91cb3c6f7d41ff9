// Turns a demo conversation into rows as they would be if it had happened: nothing of it waits to be sent or answered.
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Instances;
using Omni.Core.Messages;
using Omni.Core.Team;
using Omni.Core.Tenancy;

namespace Omni.Core.Demo;

/// <param name="Db">Where the rows go.</param>
/// <param name="Tenant">Whose they are.</param>
/// <param name="WhatsApp">Carries the conversations with people who have a number.</param>
/// <param name="WebChat">Carries the others.</param>
/// <param name="AgentName">Who answers first.</param>
/// <param name="Noa">The owner.</param>
/// <param name="Dana">The member.</param>
internal sealed record WriteConversation(OmniDbContext Db, Tenant Tenant, Instance WhatsApp, Instance WebChat, string AgentName, User Noa, User Dana)
{
    public void Run(DemoConversation told, DateTimeOffset now)
    {
        var lines = TimeLines.Of(told, now);
        var instance = told.Visitor is null ? WhatsApp : WebChat;
        var address = told.Visitor is { } visitor
            ? new ChannelAddress(ChannelType.WebChat, IdentityKind.Visitor, visitor.ToString())
            : new ChannelAddress(ChannelType.WhatsApp, IdentityKind.Phone, told.Phone!);
        var contact = new Contact { CreatedAt = lines[0].At, PhoneNumber = told.Phone };
        contact.LearnName(told.Name);
        var person = lines.FirstOrDefault(l => l.Who is 'n' or 'd');
        var conversation = new Conversation
        {
            ContactId = contact.Id,
            CanonicalKey = CanonicalKey.For(Tenant.Slug, instance.Name, [address]),
            Status = told.Status,
            AssigneeId = told.Assignee switch { "noa" => Noa.Id, "dana" => Dana.Id, _ => null },

            // The agent lost it when somebody took over, and got it back when it was resolved.
            BotEnabled = told.Status is not ConversationStatus.Open,
            HeldSince = told.Status is ConversationStatus.Open ? (person ?? lines.LastOrDefault(l => l.Who is '*'))?.At : null,
            HeldBy = told.Status is ConversationStatus.Open && person is not null ? (person.Who is 'n' ? Noa : Dana).DisplayName : null,
            Channel = instance.Channel,
            InstanceId = instance.Id,
            InstanceName = instance.Name,
            ReplyAddress = told.Phone is { } phone ? $"{phone[1..]}@s.whatsapp.net" : address.Value,
            LastActivityAt = lines[^1].At,
            CreatedAt = lines[0].At,
        };
        Db.AddRange(contact, conversation);
        Db.Add(new ContactIdentity { ContactId = contact.Id, Channel = address.Channel, Kind = address.Kind, Value = address.Value, CreatedAt = lines[0].At });
        Db.Add(new ConversationKey { Key = conversation.CanonicalKey, ConversationId = conversation.Id });
        var messages = WriteLines(lines, conversation, told.Name);
        Complete(conversation, told, messages);
    }

    private List<Message> WriteLines(IReadOnlyList<DemoLine> lines, Conversation conversation, string customer)
    {
        var lastFromCustomer = lines.LastOrDefault(l => l.Who is 'c')?.At;
        var messages = new List<Message>();

        foreach (var line in lines)
        {
            if (line.Who is '*')
            {
                Db.Add(ToActivity(line, conversation.Id));
                continue;
            }

            var quoted = line.Mark is '>' ? messages.FindLast(m => m.Text!.Contains(line.Before!, StringComparison.Ordinal)) : null;
            var message = ToMessage(line, conversation, customer, quoted, StatusOf(line, conversation, lastFromCustomer));
            messages.Add(message);
            Db.Add(message);
        }

        return messages;
    }

    private Activity ToActivity(DemoLine line, Guid conversationId)
    {
        var (what, rest) = line.Text.IndexOf(' ', StringComparison.Ordinal) is var blank and > 0 ? (line.Text[..blank], line.Text[(blank + 1)..]) : (line.Text, "");
        var kind = what switch
        {
            "handed" => ActivityKind.HandedOver,
            "failed" => ActivityKind.AgentFailed,
            "resolved" => ActivityKind.Resolved,
            _ => throw new FormatException($"'{line.Text}' is no line that the demo knows."),
        };
        return new()
        {
            ConversationId = conversationId,
            Kind = kind,
            Actor = kind is ActivityKind.Resolved ? rest : AgentName,
            Detail = kind is ActivityKind.AgentFailed ? rest : null,
            At = line.At,
        };
    }

    private Message ToMessage(DemoLine line, Conversation conversation, string customer, Message? quoted, MessageStatus status)
    {
        var (source, author, name) = line.Who switch
        {
            'c' => (MessageSource.Customer, null, customer),
            'a' => (MessageSource.Bot, null, AgentName),
            'n' => (MessageSource.Member, (Guid?)Noa.Id, Noa.DisplayName),
            'd' => (MessageSource.Member, Dana.Id, Dana.DisplayName),
            'p' => (MessageSource.Phone, null, null),
            _ => throw new FormatException($"Nobody in the demo is called '{line.Who}'."),
        };
        return new()
        {
            // Rows are written in the order of their ids, which is that of their numbers in the thread.
            Id = Guid.CreateVersion7(line.At),
            ConversationId = conversation.Id,
            ContactId = conversation.ContactId,
            InstanceId = conversation.InstanceId,
            InstanceName = conversation.InstanceName,
            Address = conversation.ReplyAddress,
            Direction = source is MessageSource.Customer ? MessageDirection.Inbound : MessageDirection.Outbound,
            Source = source,
            Kind = MessageKind.Text,
            Text = line.Text,
            Status = status,
            ProviderMessageId = status is MessageStatus.Failed ? null : $"DEMO{Guid.CreateVersion7():N}".ToUpperInvariant(),
            QuotedProviderId = quoted?.ProviderMessageId,
            QuotedText = quoted?.Text,
            AuthorId = author,
            AuthorName = name,
            Error = line.Mark is '!' ? line.Before : null,
            Attempts = source is MessageSource.Customer or MessageSource.Phone ? 0 : 1,
            SentAt = line.At,
            CreatedAt = line.At,
        };
    }

    // Whoever wrote afterwards had read what stood there. A web chat tells no receipts.
    private static MessageStatus StatusOf(DemoLine line, Conversation conversation, DateTimeOffset? lastFromCustomer) => line switch
    {
        { Who: 'c' } => MessageStatus.Received,
        { Mark: '!' } => MessageStatus.Failed,
        _ when conversation.Channel is ChannelType.WebChat => MessageStatus.Sent,
        _ when line.At < lastFromCustomer => MessageStatus.Read,
        _ => line.Text.Length % 3 is 0 ? MessageStatus.Read : MessageStatus.Delivered,
    };

    private void Complete(Conversation conversation, DemoConversation told, List<Message> messages)
    {
        var row = Db.Entry(conversation);
        row.Property(c => c.LastMessageId).CurrentValue = messages[^1].Id;
        row.Property(c => c.LastMessageAt).CurrentValue = messages[^1].SentAt;
        row.Property(c => c.UnreadCount).CurrentValue = told.Unread;

        // A last "thanks" that somebody has read waits for nothing.
        if (told.Unread > 0 && messages[^1].Direction is MessageDirection.Inbound)
        {
            var answered = messages.FindLastIndex(m => m.Direction is MessageDirection.Outbound);
            row.Property(c => c.WaitingSince).CurrentValue = messages[answered + 1].SentAt;
        }
    }
}

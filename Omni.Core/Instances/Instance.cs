// One connected channel account of a tenant.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Contacts;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Core.Instances;

public sealed class Instance : ITenantOwned
{
    /// <summary>2 to 63 characters: lower-case letters, digits and hyphens, begun by a letter or digit. Unique over all tenants.</summary>
    public const string NamePattern = "^[a-z0-9][a-z0-9-]{1,62}$";

    public const int MaxNameLength = 63;

    /// <summary>WhatsApp's first code is good for a minute, the following ones for less.</summary>
    public static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Straggling = TimeSpan.FromSeconds(5);

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public required string Name { get; init; }

    public required ChannelType Channel { get; init; }

    /// <summary>An inactive instance takes no webhooks and sends nothing.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>The agent that answers first; null means people only.</summary>
    public Guid? AgentId { get; set; }

    public string? EvolutionUrl { get; set; }

    public SealedSecret? EvolutionKey { get; set; }

    /// <summary>The instance's name on Evolution.</summary>
    public string? WhatsAppInstance { get; set; }

    public required SealedSecret WebhookToken { get; set; }

    public WebhookAuth WebhookAuth { get; set; } = WebhookAuth.Token;

    /// <summary>Web pages that may embed the web chat; empty means any.</summary>
    public List<string> AllowedOrigins { get; set; } = [];

    public ConnectionState State { get; private set; } = ConnectionState.Disconnected;

    public string? StateDetail { get; private set; }

    /// <summary>How it stands, for people: a web chat is there as long as it is active.</summary>
    public ConnectionState ShownState => Channel is ChannelType.WebChat ? (IsActive ? ConnectionState.Connected : ConnectionState.Disconnected) : State;

    public DateTimeOffset? StateAt { get; private set; }

    /// <summary>The account's own E.164 number, once the channel has told it.</summary>
    public string? OwnAddress { get; private set; }

    /// <summary>Whether long texts of agents and programs are cut into several messages, at blank lines.</summary>
    public bool SplitsLongTexts { get; set; } = true;

    /// <summary>How many messages a minute leave at most, over all nodes; null for as many as come.</summary>
    public int? SendsPerMinute { get; set; }

    /// <summary>While true, messages wait instead of leaving.</summary>
    public bool IsSendingPaused { get; set; }

    /// <summary>Minutes without a message after which the agent gets back a conversation that people have answered; null for never.</summary>
    public int? GiveBackMinutes { get; set; }

    /// <summary>Whether those may write of whom no access rule says anything.</summary>
    public AccessMode AccessMode { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The newest picture to scan, as a <c>data:image/png</c> address. Gone when it is connected, or a minute old.</summary>
    public string? QrCode { get; private set; }

    /// <summary>The same to type.</summary>
    public string? PairingCode { get; private set; }

    /// <summary>When the channel told the code; null for none.</summary>
    public DateTimeOffset? CodeAt { get; private set; }

    public DateTimeOffset? CodeUntil => CodeAt + CodeLife;

    public bool HasCode(DateTimeOffset now) => CodeUntil > now && State is ConnectionState.Connecting;

    /// <summary>False when it is connected: what a phone was linked by comes late, and a logout is told before the next code.</summary>
    public bool ShowCode(string? qrCode, string? pairingCode, DateTimeOffset now)
    {
        if (State is ConnectionState.Connected)
        {
            return false;
        }

        if (State is not ConnectionState.Connecting)
        {
            ChangeState(ConnectionState.Connecting, null, null, now);
        }

        (QrCode, PairingCode, CodeAt) = (qrCode, pairingCode, qrCode is null && pairingCode is null ? null : now);
        return true;
    }

    /// <summary>What its channel tells of itself, in whatever order it arrives. False when nothing changes by it.</summary>
    public bool HearState(ConnectionState state, string? detail, string? ownAddress, DateTimeOffset now)
    {
        // That it is being connected is told before, and may arrive after; when it is true, how it ended is told soon.
        if (state is ConnectionState.Connecting && State is ConnectionState.Connected && now - StateAt < Straggling)
        {
            return false;
        }

        ChangeState(state, detail, ownAddress, now);
        return true;
    }

    public void ChangeState(ConnectionState state, string? detail, string? ownAddress, DateTimeOffset now)
    {
        (State, StateDetail, StateAt) = (state, detail, now);
        OwnAddress = ownAddress ?? OwnAddress;

        if (state is not ConnectionState.Connecting)
        {
            (QrCode, PairingCode, CodeAt) = (null, null, null);
        }
    }
}

/// <summary>What happens to whom no access rule matches. On the wire: lower case.</summary>
public enum AccessMode
{
    Open,

    /// <summary>Only who is allowed by a rule is answered.</summary>
    Allowlist,
}

/// <summary>How an instance's gateway proves itself.</summary>
public enum WebhookAuth
{
    Token,

    /// <summary>Unsigned posts are taken, for gateways that cannot send headers.</summary>
    None,
}

internal sealed class InstanceConfiguration : IEntityTypeConfiguration<Instance>
{
    public void Configure(EntityTypeBuilder<Instance> instance)
    {
        instance.Property(i => i.Id).ValueGeneratedNever();
        instance.Ignore(i => i.ShownState);
        instance.Ignore(i => i.CodeUntil);
        instance.Property(i => i.Name).HasMaxLength(Instance.MaxNameLength);
        instance.Property(i => i.EvolutionUrl).HasMaxLength(500);
        instance.Property(i => i.WhatsAppInstance).HasMaxLength(200);
        instance.Property(i => i.StateDetail).HasMaxLength(500);
        instance.Property(i => i.OwnAddress).HasMaxLength(32);
        instance.Property(i => i.PairingCode).HasMaxLength(32);
        instance.Property(i => i.AccessMode).HasDefaultValue(AccessMode.Open).HasSentinel(AccessMode.Open);

        // Serves webhooks: an instance by the name in the URL. Unique over all tenants, because the URL names no tenant.
        instance.HasIndex(i => i.Name).IsUnique();

        // Serves the Instances page.
        instance.HasIndex(i => new { i.TenantId, i.Name });
    }
}

// Who may write, as a table: rules, who asks, and what is answered; on WhatsApp, Slack and web chat.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Instances;
using Omni.Core.Secrets;
using Omni.Tests.Support;

namespace Omni.Tests.Access;

public sealed class AccessTableTests(SharedApp app)
{
    private const string Lid = "111111111111111@lid";
    private const string Group = "120363000000000001@g.us";
    private const string Visitor = "6f9619ff-8b86-d011-b42d-00c04fc964ff";

    /// <summary>Rules; to which instance; who; whether they may.</summary>
    public static TheoryData<string, string, string, bool> Table => new()
    {
        // The contract's own three.
        { "block +1*, allow +12345*, allow +1234567890", "@wa", "+1234567890", true },
        { "block +1*, allow +12345*, allow +1234567890", "@wa", "+12345678901", true },
        { "block +1*, allow +12345*, allow +1234567890", "@wa", "+12344678901", false },
        { "block +1*, allow +12345*, allow +1234567890", "@wa", "+12125550123", false },
        { "block +1*, allow +12345*, allow +1234567890", "@wa", "+972501234567", true },
        { "block +1*, allow +12345*, allow +1234567890", "@wa", "1 (234) 567-8901", true },
        { "block +1*, allow +12345*, allow +1234567890", "@wa", "12125550123@s.whatsapp.net", false },
        { "block +1*, allow +12345*, allow +1234567890", "@sl", "T0123:U0456", true },

        // The longest wins, whatever it says and in whatever order it was made.
        { "allow +12345*, block +1*", "@wa", "+12345678901", true },
        { "allow +1*, block +12345*", "@wa", "+12345678901", false },
        { "block +12345678901, allow +12345*", "@wa", "+12345678901", false },
        { "allow +12345678901, block +1234567890*", "@wa", "+12345678901", true },

        // A tie allows; the instance comes before the tenant where both are as long; but length comes first.
        { "block +972501234567, allow +972501234567", "@wa", "+972501234567", true },
        { "block +97250*, allow +97250*", "@wa", "+972501234567", true },
        { "allow +97250*, block +97250* @wa", "@wa", "+972501234567", false },
        { "block +97250*, allow +97250* @wa", "@wa", "+972501234567", true },
        { "block +97250* @wa, allow +97250* @wa", "@wa", "+972501234567", true },
        { "allow +972501*, block +97250* @wa", "@wa", "+972501234567", true },
        { "block +97250* @ch", "@wa", "+972501234567", true },

        // No rule: the instance's mode.
        { "", "@wa", "+972501234567", true },
        { "", "@al", "+972501234567", false },
        { "allow +972*", "@al", "+972501234567", true },
        { "allow +972*, block +972501234567 @al", "@al", "+972501234567", false },
        { "allow +972501234567 @wa", "@al", "+972501234567", false },

        // Both forms of one Brazilian, Mexican, Argentinian number.
        { "block +5511988887777", "@wa", "+551188887777", false },
        { "block +551188887777", "@wa", "+5511988887777", false },
        { "block +551188*", "@wa", "+5511988887777", false },
        { "block +5215512345678", "@wa", "+525512345678", false },
        { "block +5491123456789", "@wa", "+541123456789", false },

        // Hidden ids and groups.
        { "block " + Lid, "@wa", Lid, false },
        { "block +111111111111111", "@wa", Lid, true },
        { "block 111111111111111@lid", "@wa", "+111111111111111", true },
        { "block " + Group, "@wa", Group, false },
        { "block *, allow " + Group, "@wa", Group, true },

        // Everybody, and every number.
        { "block *", "@wa", "+972501234567", false },
        { "block *", "@sl", "T0123:U0456", false },
        { "block +*", "@sl", "T0123:U0456", true },
        { "block +*", "@wa", Lid, true },
        { "block *, allow +972*", "@wa", "+972501234567", true },

        // Slack: the user, with and without the team, and a whole team.
        { "block T0123:U0456", "@sl", "T0123:U0456", false },
        { "block t0123:u0456", "@sl", "T0123:U0456", false },
        { "block U0456", "@sl", "T0123:U0456", false },
        { "block T0123*", "@sl", "T0123:U0456", false },
        { "block T0123*, allow T0123:U0456", "@sl", "T0123:U0456", true },
        { "block T0123*, allow U0456", "@sl", "T0123:U0456", true },
        { "block T9999*", "@sl", "T0123:U0456", true },

        // Web chat: the visitor.
        { "block " + Visitor, "@ch", Visitor, false },
        { "block 6F9619FF-8B86-D011-B42D-00C04FC964FF", "@ch", Visitor, false },
        { "block 6f9619ff*", "@ch", Visitor, false },
        { "block " + Visitor, "@ch", "7f9619ff-8b86-d011-b42d-00c04fc964ff", true },
        { "block +1*", "@ch", Visitor, true },

        // Discord and Chatwoot, which are no channels yet.
        { "block 123456789012345678", "@dc", "123456789012345678", false },
        { "block 12345678901234*", "@dc", "123456789012345678", true },
        { "block 12345678901234* @dc", "@dc", "123456789012345678", false },
        { "block 4711 @cw", "@cw", "4711", false },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task The_longest_rule_wins_then_the_instances_and_a_tie_allows(string rules, string instance, string sender, bool allowed)
    {
        var (api, instances) = await FurnishAsync();
        await Rules.MakeAllAsync(api, rules, instances);

        var answer = await Rules.CheckAsync(api, instances[instance], sender);

        Assert.True(allowed == answer.GetProperty("allowed").GetBoolean(), $"{rules} | {sender}: {answer}");
        Assert.Equal(instance == "@al" ? "allowlist" : "open", answer.GetProperty("mode").GetString());
        Assert.NotEmpty(answer.GetProperty("reason").GetString()!);
    }

    // A tenant with an instance of every channel; those that cannot be connected yet are put into the database.
    private async Task<(HttpClient Api, Dictionary<string, string> Instances)> FurnishAsync()
    {
        var made = await app.CreateTenantAsync();
        var tenant = (await app.Services.GetRequiredService<AcrossTenants>().FindTenantAsync(made.Slug, TestContext.Current.CancellationToken))!;
        var channels = new Dictionary<string, ChannelType>
        {
            ["@wa"] = ChannelType.WhatsApp,
            ["@al"] = ChannelType.WhatsApp,
            ["@sl"] = ChannelType.Slack,
            ["@ch"] = ChannelType.WebChat,
            ["@dc"] = ChannelType.Discord,
            ["@cw"] = ChannelType.Chatwoot,
        };
        await using var scope = app.Enter(tenant);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync();
        var token = scope.ServiceProvider.GetRequiredService<SecretBox>().Seal("a-token-that-nobody-uses");
        db.AddRange(channels.Select(c => new Instance
        {
            Name = $"{made.Slug}{c.Key.Replace('@', '-')}",
            Channel = c.Value,
            WebhookToken = token,
            AccessMode = c.Key == "@al" ? AccessMode.Allowlist : AccessMode.Open,
            CreatedAt = DateTimeOffset.UnixEpoch,
        }));
        await db.SaveChangesAsync();
        return (made.Api, channels.Keys.ToDictionary(k => k, k => $"{made.Slug}{k.Replace('@', '-')}"));
    }
}

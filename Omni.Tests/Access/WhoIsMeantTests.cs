// Of whom a rule is about, whatever address they write from: one person's addresses, merged persons, groups.
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Conversations.Merging;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Access;

public sealed class WhoIsMeantTests(SharedApp app)
{
    private const string Maria = "5511988887777";
    private const string Group = "120363000000000001@g.us";

    [Theory]
    [InlineData("+5511988887777")]
    [InlineData("551188887777")]
    [InlineData("111111111111111@lid")]
    public async Task A_rule_on_one_address_is_about_the_person_whatever_they_write_from(string blocked)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();

        // Who they are is learnt before the rule: the gateway names both addresses once.
        (await acme.PostAsync(new Said("KNOWN", "111111111111111@lid") { Alt = $"{Maria}@s.whatsapp.net" }.ToBody())).Dispose();
        await Rules.MakeAsync(api, "block", blocked);

        (await acme.PostAsync(new Said("LID", "111111111111111@lid").ToBody())).Dispose();
        (await acme.PostAsync(new Said("PHONE", $"{Maria}@s.whatsapp.net").ToBody())).Dispose();
        (await acme.PostAsync(new Said("OLD", "551188887777@s.whatsapp.net").ToBody())).Dispose();
        (await acme.PostAsync(new Said("OTHER", "551188887778@s.whatsapp.net").ToBody())).Dispose();

        Assert.Equal(
            [MessageStatus.Received, MessageStatus.Blocked, MessageStatus.Blocked, MessageStatus.Blocked, MessageStatus.Received], (await acme.MessagesAsync()).Select(m => m.Status));
        Assert.False((await Rules.CheckAsync(api, acme.InstanceName, "111111111111111@lid")).GetProperty("allowed").GetBoolean());
        Assert.False((await Rules.CheckAsync(api, acme.InstanceName, "+5511988887777")).GetProperty("allowed").GetBoolean());
    }

    [Fact]
    public async Task Whoever_is_merged_with_somebody_who_is_blocked_is_blocked_and_who_is_parted_again_is_not()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        (await acme.ReceiveAsync("A", Maria, "a")).Dispose();
        (await acme.ReceiveAsync("B", "5521977776666", "b")).Dispose();
        await Rules.MakeAsync(api, "block", $"+{Maria}");
        var threads = (await acme.MessagesAsync()).ConvertAll(m => m.ConversationId);

        using var merged = await api.PostAsJsonAsync($"/api/v1/conversations/{threads[0]}/merge", new { into = threads[1] });
        merged.EnsureSuccessStatusCode();
        (await acme.ReceiveAsync("C", "5521977776666", "c")).Dispose();
        await UndoAsync(acme);
        (await acme.ReceiveAsync("D", "5521977776666", "d")).Dispose();
        (await acme.ReceiveAsync("E", Maria, "e")).Dispose();

        Assert.Equal(
            [MessageStatus.Received, MessageStatus.Received, MessageStatus.Blocked, MessageStatus.Received, MessageStatus.Blocked], (await acme.MessagesAsync()).Select(m => m.Status));
    }

    [Fact]
    public async Task In_a_group_the_group_and_who_writes_in_it_are_both_asked_about()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var number = 0;

        async Task<MessageStatus> SayAsync(string participant, string? alt = null)
        {
            var id = $"G{++number}";
            (await acme.PostAsync(new Said(id, Group) { Participant = participant, ParticipantAlt = alt }.ToBody())).EnsureSuccessStatusCode();
            return (await acme.MessagesAsync()).Single(m => m.ProviderMessageId == id).Status;
        }

        Assert.Equal(MessageStatus.Received, await SayAsync($"{Maria}@s.whatsapp.net", "111111111111111@lid"));
        await Rules.MakeAsync(api, "block", $"+{Maria}");
        Assert.Equal(MessageStatus.Blocked, await SayAsync($"{Maria}@s.whatsapp.net"));
        Assert.Equal(MessageStatus.Blocked, await SayAsync("111111111111111@lid"));
        Assert.Equal(MessageStatus.Received, await SayAsync("5521977776666@s.whatsapp.net"));

        // The group comes before wider rules, but not before a rule on the very person.
        await Rules.MakeAsync(api, "block", "+55*");
        Assert.Equal(MessageStatus.Blocked, await SayAsync("5521977776666@s.whatsapp.net"));
        var allowed = await Rules.MakeAsync(api, "allow", Group);
        Assert.Equal(MessageStatus.Received, await SayAsync("5521977776666@s.whatsapp.net"));
        Assert.Equal(MessageStatus.Blocked, await SayAsync($"{Maria}@s.whatsapp.net"));

        using var deleted = await api.DeleteAsync($"/api/v1/access/rules/{allowed.GetProperty("id").GetString()}");
        await Rules.MakeAsync(api, "block", Group, acme.InstanceName);
        await Rules.MakeAsync(api, "allow", "+5521977776666");
        Assert.Equal(MessageStatus.Blocked, await SayAsync("5521977776666@s.whatsapp.net"));
    }

    private async Task UndoAsync(TestTenant tenant)
    {
        var merge = await tenant.ReadAsync(db => db.ConversationMerges.Select(m => m.Id).SingleAsync());
        await using var scope = app.Enter(tenant.Tenant);
        Assert.True((await scope.ServiceProvider.GetRequiredService<UndoMerge>().RunAsync(merge, "Ana", TestContext.Current.CancellationToken)).IsOk);
    }
}

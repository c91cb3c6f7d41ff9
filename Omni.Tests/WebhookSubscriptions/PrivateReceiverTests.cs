// A receiver in a private range is never connected to, whatever its name says when it is added.
using System.Net;
using System.Net.Http.Json;
using Omni.Tests.Support;

namespace Omni.Tests.WebhookSubscriptions;

public sealed class PrivateReceiverTests
{
    [Fact]
    public async Task A_private_receiver_is_refused_by_address_and_by_name()
    {
        await using var app = new OmniApp { Settings = { ["Omni:Outbound:AllowedPrivateHosts:0"] = "10.9.9.9" } };
        await app.InitializeAsync();
        var tenant = await app.CreateTenantAsync();
        await using var receiver = await FakeReceiver.StartAsync();
        using var byAddress = await tenant.Api.PostAsJsonAsync("/api/v1/webhooks", new { url = receiver.Url }, TestContext.Current.CancellationToken);
        await byAddress.ReadAsync(HttpStatusCode.UnprocessableEntity);

        using var made = await tenant.Api.PostAsJsonAsync("/api/v1/webhooks", new { url = receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) }, TestContext.Current.CancellationToken);
        var id = (await made.ReadAsync(HttpStatusCode.Created)).GetProperty("id").GetGuid();
        using var tested = await tenant.Api.PostAsync($"/api/v1/webhooks/{id}/test", null, TestContext.Current.CancellationToken);
        var went = await tested.ReadAsync(HttpStatusCode.OK);

        Assert.False(went.GetProperty("success").GetBoolean());
        Assert.StartsWith("localhost has a private address,", went.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(receiver.Calls);
    }
}

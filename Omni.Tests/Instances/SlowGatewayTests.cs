// A gateway that takes its time while an instance is set up on it.
using System.Net;
using System.Net.Http.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Instances;

public sealed class SlowGatewayTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_a_gateway_takes_its_time_nothing_is_held_open_and_what_it_refuses_is_gone()
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await FakeServer.StartAsync(async (http, cancellationToken) =>
        {
            await answer.Task.WaitAsync(cancellationToken);
            await FakeServer.WriteAsync(http.Response, 403, new { status = 403, error = "Forbidden", response = new { message = new[] { "no" } } }, cancellationToken);
        });
        var tenant = await app.CreateTenantAsync();
        var name = ApiTenants.NewName("slow");
        var creating = tenant.Api.PostAsJsonAsync("/api/v1/instances", new { name, channel_type = "whatsapp", evolution_url = gateway.Url, evolution_key = "some-key-of-nobody", auto_setup = true }, Cancellation);

        // The row is there, and not inside a transaction that waits.
        var path = $"/api/v1/instances/{name}";
        await Eventually.ReadAsync(async () => (await tenant.Api.GetAsync(path, Cancellation)).StatusCode, status => status is HttpStatusCode.OK);
        answer.SetResult();

        await (await creating).ReadAsync(HttpStatusCode.BadGateway);
        Assert.Equal(HttpStatusCode.NotFound, (await tenant.Api.GetAsync(path, Cancellation)).StatusCode);
        Assert.Empty((await (await tenant.Api.GetAsync("/api/v1/agents", Cancellation)).ReadAsync(HttpStatusCode.OK)).GetProperty("items").EnumerateArray());
    }
}

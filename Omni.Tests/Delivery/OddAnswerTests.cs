// Gateways that answer a send with what is no answer: the message and whoever asked hear what is known, and no more.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Omni.Tests.Support;

namespace Omni.Tests.Delivery;

public sealed class OddAnswerTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_in_many_words_has_failed_in_those_words()
    {
        var words = new string('a', 299);
        await using var gateway = await FakeServer.StartAsync((http, cancellationToken) => FakeServer.WriteAsync(http.Response, 400, new { message = $"{words}😀" }, cancellationToken));

        var (_, sent) = await SendAsync(gateway.Url);

        Assert.Equal(("failed", $"The gateway refused the message (HTTP 400): {words}…"), (sent.GetProperty("status").GetString(), sent.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("gzip", 201, "unknown", "The gateway took the message, but its answer could not be read.")]
    [InlineData("deflate", 201, "unknown", "The gateway took the message, but its answer could not be read.")]
    [InlineData("deflate", 400, "failed", "The gateway refused the message (HTTP 400).")]
    [InlineData("gzip", 400, "failed", "The gateway refused the message (HTTP 400).")]
    public async Task An_answer_that_is_not_packed_as_it_says_tells_by_its_status_alone(string encoding, int status, string expected, string reason)
    {
        await using var gateway = await FakeServer.StartAsync((http, cancellationToken) => GarbleAsync(http, encoding, status, cancellationToken));

        var (_, sent) = await SendAsync(gateway.Url);

        Assert.Equal((expected, reason), (sent.GetProperty("status").GetString(), sent.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task A_change_whose_answer_cannot_be_unpacked_is_a_bad_gateway()
    {
        await using var gateway = await FakeServer.StartAsync((http, cancellationToken) => http.Request.Path.StartsWithSegments("/message")
            ? FakeServer.WriteAsync(http.Response, 201, new { key = new { id = "3EB0ODD" } }, cancellationToken)
            : GarbleAsync(http, "gzip", 200, cancellationToken));
        var (tenant, sent) = await SendAsync(gateway.Url);
        var path = $"/api/v1/messages/{sent.GetProperty("id").GetString()}";

        using var changed = await tenant.Api.PatchAsJsonAsync(path, new { text = "Good morning" }, Cancellation);
        using var deleted = await tenant.Api.DeleteAsync(path, Cancellation);

        await changed.ReadAsync(HttpStatusCode.BadGateway);
        await deleted.ReadAsync(HttpStatusCode.BadGateway);
    }

    private static Task GarbleAsync(HttpContext http, string encoding, int status, CancellationToken cancellationToken)
    {
        http.Response.Headers.ContentEncoding = encoding;
        return FakeServer.WriteAsync(http.Response, status, new { message = "plain" }, cancellationToken);
    }

    private async Task<(ApiTenant Tenant, JsonElement Sent)> SendAsync(string gatewayUrl)
    {
        var tenant = await app.CreateTenantAsync();
        var name = (await tenant.CreateWhatsAppAsync(ApiTenants.NewName("odd"), gatewayUrl, "some-key-of-nobody")).GetProperty("name").GetString();
        using var answer = await tenant.Api.PostAsJsonAsync($"/api/v1/instances/{name}/send-text?wait=true", new { to = "+5511988887777", text = "Hello" }, Cancellation);
        return (tenant, await answer.ReadAsync(HttpStatusCode.OK));
    }
}

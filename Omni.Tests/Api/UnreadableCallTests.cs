// Bodies that cannot be read: the caller is told what is wrong, and where.
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Omni.Tests.Support;

namespace Omni.Tests.Api;

public sealed class UnreadableCallTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("zzz", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("utf-7", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("\"\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("\"UTF-8\"", HttpStatusCode.Created)]
    [InlineData("utf8", HttpStatusCode.Created)]
    public async Task A_body_in_an_encoding_that_nobody_knows_is_refused(string charset, HttpStatusCode expected)
    {
        var tenant = await app.CreateTenantAsync();
        using var body = new ByteArrayContent("""{"name":"Ann"}"""u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");

        using var response = await tenant.Api.PostAsync("/api/v1/contacts", body, Cancellation);

        await response.ReadAsync(expected);
    }

    [Fact]
    public async Task A_field_that_may_be_absent_says_where_it_is_wrong_too()
    {
        var tenant = await app.CreateTenantAsync();
        using var made = await tenant.Api.PostAsJsonAsync("/api/v1/leads", new { name = "Deal" }, Cancellation);
        var id = (await made.ReadAsync(HttpStatusCode.Created)).GetProperty("id").GetString();

        using var response = await tenant.Api.PatchAsync($"/api/v1/leads/{id}", new StringContent("""{"value":"zz"}""", Encoding.UTF8, "application/json"), Cancellation);

        Assert.Contains("$.value", (await response.ReadAsync(HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}

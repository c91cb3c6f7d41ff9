// Files that are handed over inside their JSON: so many at once, whoever sends them.
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Omni.Tests.Support;
using Omni.Web.Hosting;

namespace Omni.Tests.Hosting;

public sealed class LargeBodyTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Large_bodies_wait_for_each_other_those_beyond_the_queue_are_told_to_come_again_and_texts_pass()
    {
        const int Beyond = 3;
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var bolt = await TestTenant.CreateAsync(app, hasAgent: false);
        var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var sends = Enumerable.Range(0, LargeBodies.PerTenant + LargeBodies.WaitingPerTenant + Beyond).Select(n => SendAsync(acme, n, rest.Task)).ToList();
        var refused = await Eventually.ReadAsync(() => Task.FromResult(sends.Where(s => s.IsCompleted).ToList()), done => done.Count == Beyond, done => $"{done.Count} answered");

        foreach (var answer in await Task.WhenAll(refused))
        {
            Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
            Assert.Contains("Retry-After: 5", answer, StringComparison.Ordinal);
            Assert.Contains("as many large files at once", answer, StringComparison.Ordinal);
        }

        using var api = acme.Api();
        using var text = await api.PostAsJsonAsync($"/api/v1/instances/{acme.InstanceName}/send-text", new { to = "+5511988887777", text = "small" }, Cancellation);
        await text.ReadAsync(System.Net.HttpStatusCode.Accepted);
        Assert.StartsWith("HTTP/1.1 202 ", await SendAsync(bolt, 0, Task.CompletedTask), StringComparison.Ordinal);

        rest.SetResult();
        Assert.All(await Task.WhenAll(sends.Except(refused)), answer => Assert.StartsWith("HTTP/1.1 202 ", answer, StringComparison.Ordinal));
    }

    // By hand: HttpClient hears no answer before it has sent everything. Of a file of 1.5 MB the end is sent when it is let go.
    private async Task<string> SendAsync(TestTenant tenant, int number, Task rest)
    {
        const string End = "AAAA\"}";
        var body = $$"""{"to":"+55119777766{{number:00}}","media_type":"document","file_name":"a.bin","media_base64":"{{new string('A', 1_500_000)}}""";
        var head = $"POST /api/v1/instances/{tenant.InstanceName}/send-media HTTP/1.1\r\nHost: omni\r\nx-api-key: {tenant.ApiKey}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length + End.Length}\r\nConnection: close\r\n\r\n";
        var address = new Uri(app.BaseUrl);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Cancellation);
        await using var stream = client.GetStream();
        var writing = WriteAsync(stream, head + body, rest, End);
        var answer = await ReadAsync(stream);
        _ = writing;
        return answer;
    }

    private static async Task WriteAsync(NetworkStream stream, string begin, Task rest, string end)
    {
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(begin), Cancellation);
            await rest;
            await stream.WriteAsync(Encoding.ASCII.GetBytes(end), Cancellation);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // It was refused before.
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var answer = new StringBuilder();
        var buffer = new byte[8192];

        try
        {
            while (await stream.ReadAsync(buffer, Cancellation) is > 0 and var read)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Closed with a part of the request unread.
        }

        return answer.ToString();
    }
}

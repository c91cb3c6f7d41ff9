// The ground the fakes stand on: a bare Kestrel on a free loopback port, deaf to the app's settings and silent in its log.
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Omni.Tests.Support;

internal sealed class FakeServer : IAsyncDisposable
{
    // As Node writes JSON: letters beyond ASCII stay as they are.
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _closing;

    private FakeServer(WebApplication app, CancellationTokenSource closing)
    {
        _app = app;
        _closing = closing;
        Url = app.Urls.Single();
    }

    public string Url { get; }

    /// <param name="answerAsync">Answers every request; the token fires when the caller hangs up or the fake closes.</param>
    /// <param name="port">0 takes a free one.</param>
    public static async Task<FakeServer> StartAsync(Func<HttpContext, CancellationToken, Task> answerAsync, int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(200));

        var app = builder.Build();
        var closing = new CancellationTokenSource();
        app.Run(async context =>
        {
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closing.Token);
            try
            {
                await answerAsync(context, gone.Token);
            }
            catch (OperationCanceledException) when (gone.IsCancellationRequested)
            {
                context.Abort();
            }
        });
        await app.StartAsync();
        return new(app, closing);
    }

    /// <summary>The body as JSON, undefined when there is none or it is not JSON, and as text.</summary>
    public static async Task<(JsonElement Json, string Text)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(cancellationToken);
        try
        {
            return (text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text), text);
        }
        catch (JsonException)
        {
            return (default, text);
        }
    }

    public static Task WriteAsync(HttpResponse response, int status, object? body, CancellationToken cancellationToken)
    {
        response.StatusCode = status;
        return response.WriteAsJsonAsync(body, Json, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _app.DisposeAsync();
        _closing.Dispose();
    }
}

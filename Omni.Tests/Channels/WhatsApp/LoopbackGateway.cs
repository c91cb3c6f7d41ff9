// A gateway on 127.0.0.1 that remembers what it was asked and answers what it is told.
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Omni.Tests.Channels.WhatsApp;

internal sealed class LoopbackGateway(WebApplication app) : IAsyncDisposable
{
    public string Url => app.Urls.First();

    public string? Path { get; private set; }

    public string? Key { get; private set; }

    public string? Body { get; private set; }

    public static async Task<LoopbackGateway> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var gateway = new LoopbackGateway(app);
        app.Run(async context =>
        {
            gateway.Path = context.Request.Path;
            gateway.Key = context.Request.Headers["apikey"];
            gateway.Body = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
            await answer(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return gateway;
    }

    public static Task<LoopbackGateway> StartAsync(int status, string body, string contentType = "application/json") =>
        StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            await context.Response.WriteAsync(body, context.RequestAborted);
        });

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

/// <summary>Plain clients, with a timeout and without redirects, as the real ones have.</summary>
internal sealed class LoopbackClients : IHttpClientFactory
{
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    public HttpMessageHandler Handler { get; init; } = new SocketsHttpHandler { AllowAutoRedirect = false };

    public HttpClient CreateClient(string name) => new(Handler, disposeHandler: false) { Timeout = Timeout };
}

// Somebody who writes in a web chat, with a browser's cookies but without a browser.
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Omni.Tests.WebChat;

public sealed class Visitor : IDisposable
{
    private readonly string _chat;
    private readonly HttpClient _http;

    /// <param name="baseUrl">Of the app.</param>
    /// <param name="chat">The instance's name.</param>
    /// <param name="address">From where they write; null takes one of this machine's that nobody else has.</param>
    public Visitor(string baseUrl, string chat, IPAddress? address = null)
    {
        _chat = chat;
        var from = new IPEndPoint(address ?? new([127, .. Guid.NewGuid().ToByteArray()[..2], 7]), 0);
        var handler = new SocketsHttpHandler { CookieContainer = Cookies, ResponseDrainTimeout = TimeSpan.Zero, ConnectCallback = (call, cancellationToken) => ConnectAsync(from, call.DnsEndPoint, cancellationToken) };
        _http = new(handler) { BaseAddress = new(baseUrl), Timeout = TimeSpan.FromSeconds(30) };
    }

    public CookieContainer Cookies { get; } = new();

    public string? Cookie
    {
        get => Cookies.GetCookies(_http.BaseAddress!).SingleOrDefault()?.Value;
        set => Cookies.Add(_http.BaseAddress!, new Cookie($"omni.chat.{_chat}", value) { Path = "/" });
    }

    public Task<HttpResponseMessage> GetAsync(string path = "", string? origin = null) => SendAsync(new(HttpMethod.Get, $"/chat/{_chat}{path}"), origin);

    public Task<HttpResponseMessage> PostAsync(string text, string? clientId = null, string? origin = null)
        => PostAsync(JsonContent.Create(new { client_id = clientId ?? Guid.NewGuid().ToString("N"), text }), origin);

    public Task<HttpResponseMessage> PostRawAsync(string body, string contentType = "application/json")
        => PostAsync(new StringContent(body, Encoding.UTF8, contentType));

    public Task<HttpResponseMessage> PostAsync(HttpContent content, string? origin = null)
        => SendAsync(new(HttpMethod.Post, $"/api/chat/{_chat}/messages") { Content = content }, origin);

    public Task<HttpResponseMessage> AskToPostAsync(string origin)
        => SendAsync(
            new(HttpMethod.Options, $"/api/chat/{_chat}/messages")
            {
                Headers = { { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "content-type" } },
            },
            origin);

    /// <summary>Writes and answers the message as the page gets it.</summary>
    public async Task<JsonElement> WriteAsync(string text, string? clientId = null)
    {
        using var response = await PostAsync(text, clientId);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<HttpResponseMessage> OpenAsync(string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/chat/{_chat}/stream");

        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<VisitorStream> ListenAsync(string? lastEventId = null) => new(await OpenAsync(lastEventId));

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(IPEndPoint from, DnsEndPoint to, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        try
        {
            socket.Bind(from);
            await socket.ConnectAsync(IPAddress.Parse(to.Host), to.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? origin)
    {
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return _http.SendAsync(request);
    }
}

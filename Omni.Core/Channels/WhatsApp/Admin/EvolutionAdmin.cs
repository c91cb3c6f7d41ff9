// Manages accounts on an Evolution gateway. Shapes and odd answers: facts of Evolution 2.3, /instance and /webhook.
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Omni.Core.Contacts;
using Omni.Core.Instances;
using Omni.Core.Results;

namespace Omni.Core.Channels.WhatsApp.Admin;

public sealed class EvolutionAdmin(IHttpClientFactory clients) : IGateway
{
    // What contract 2.1 gives an effect; everything else would only be noise.
    private static readonly string[] Events =
    [
        "MESSAGES_SET", "MESSAGES_UPSERT", "MESSAGES_EDITED", "MESSAGES_UPDATE", "MESSAGES_DELETE", "SEND_MESSAGE",
        "CONTACTS_SET", "CONTACTS_UPSERT", "CONTACTS_UPDATE", "CHATS_SET", "CHATS_UPSERT", "CHATS_UPDATE", "CHATS_DELETE",
        "GROUPS_UPSERT", "GROUP_UPDATE", "GROUP_PARTICIPANTS_UPDATE",
        "CONNECTION_UPDATE", "QRCODE_UPDATED", "LOGOUT_INSTANCE", "PRESENCE_UPDATE", "CALL",
    ];

    public ChannelType Channel => ChannelType.WhatsApp;

    public async Task<Result<Done>> SetUpAsync(GatewayAccount account, string webhookUrl, string webhookToken, CancellationToken cancellationToken)
    {
        var create = new JsonObject
        {
            ["instanceName"] = account.Name,
            ["integration"] = "WHATSAPP-BAILEYS",
            ["qrcode"] = false,
            ["webhook"] = Webhook(webhookUrl, webhookToken),
        };
        var created = await CallAsync(account, HttpMethod.Post, "instance/create", create, cancellationToken);

        // 403 is how Evolution says that the name is in use: then only its webhook is set.
        if (created is { IsOk: true, Value.Status: HttpStatusCode.Forbidden })
        {
            var set = new JsonObject { ["webhook"] = Webhook(webhookUrl, webhookToken) };
            created = await CallAsync(account, HttpMethod.Post, $"webhook/set/{account.EscapedName}", set, cancellationToken);
        }

        return created.IsOk ? created.Value.Refusal is { } refusal ? refusal : new Done() : created.Error;
    }

    public Task<Result<GatewayState>> FindStateAsync(GatewayAccount account, CancellationToken cancellationToken)
        => AskAsync(account, HttpMethod.Get, "connectionState", cancellationToken);

    public Task<Result<GatewayState>> ConnectAsync(GatewayAccount account, CancellationToken cancellationToken)
        => AskAsync(account, HttpMethod.Get, "connect", cancellationToken);

    public async Task<Result<GatewayState>> RestartAsync(GatewayAccount account, CancellationToken cancellationToken)
    {
        var restarted = await CallAsync(account, HttpMethod.Post, $"instance/restart/{account.EscapedName}", null, cancellationToken);
        return !restarted.IsOk ? restarted.Error
            : restarted.Value.Refusal is { } refusal ? refusal

            // A closed account is answered with 200 and an error inside: it has to be connected instead.
            : restarted.Value.Json.At("error").IsTrue() ? await ConnectAsync(account, cancellationToken)
            : await FindStateAsync(account, cancellationToken);
    }

    public async Task<Result<GatewayState>> LogOutAsync(GatewayAccount account, CancellationToken cancellationToken)
    {
        var gone = await CallAsync(account, HttpMethod.Delete, $"instance/logout/{account.EscapedName}", null, cancellationToken);

        // 400 means that it was not signed in: what was wanted is so.
        return !gone.IsOk ? gone.Error
            : gone.Value.Status is not HttpStatusCode.BadRequest && gone.Value.Refusal is { } refusal ? refusal
            : new GatewayState(ConnectionState.Disconnected, "Logged out");
    }

    private async Task<Result<GatewayState>> AskAsync(GatewayAccount account, HttpMethod method, string what, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(account, method, $"instance/{what}/{account.EscapedName}", null, cancellationToken);
        return !answer.IsOk ? answer.Error : answer.Value.Refusal is { } refusal ? refusal : ReadState.From(answer.Value.Json);
    }

    private Task<Result<GatewayAnswer>> CallAsync(GatewayAccount account, HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
        => CallGateway.RunAsync(clients.CreateClient(NamedClients.Evolution), account, method, path, body, cancellationToken);

    private static JsonObject Webhook(string url, string token) => new()
    {
        ["enabled"] = true,
        ["url"] = url,
        ["byEvents"] = false,
        ["base64"] = true,
        ["headers"] = new JsonObject { ["X-Omni-Webhook-Token"] = token },
        ["events"] = JsonSerializer.SerializeToNode(Events),
    };
}

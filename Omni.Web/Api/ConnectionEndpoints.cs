using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Omni.Core.Instances;

namespace Omni.Web.Api;

/// <summary><c>/instances/{name}/status</c> and its neighbours: how an instance stands with its gateway.</summary>
internal static class ConnectionEndpoints
{
    public static void MapConnections(this IEndpointRouteBuilder api)
    {
        var one = api.MapGroup("/instances/{name}").WithTags("Instances")
            .AddEndpointFilter<ReachableInstance>()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status502BadGateway);

        one.MapGet("/status", StatusAsync).WithSummary("Ask the gateway how the instance stands");
        one.MapGet("/qr", QrAsync).WithSummary("The newest code to scan; null while there is none, or when it is connected");
        one.MapPost("/connect", ConnectAsync).WithSummary("Begin to connect; the code to scan is in channel_data");
        one.MapPost("/restart", RestartAsync).WithSummary("Connect anew");
        one.MapPost("/disconnect", LogOutAsync).WithSummary("The same as logout: WhatsApp knows no other way");
        one.MapPost("/logout", LogOutAsync).WithSummary("Sign the account out of the channel");
    }

    internal static Task<Results<Ok<ConnectionAnswer>, ProblemHttpResult>> StatusAsync(string name, ConnectInstance connect, CancellationToken cancellationToken)
        => AskAsync(name, GatewayAction.FindState, connect, cancellationToken);

    internal static Task<Results<Ok<ConnectionAnswer>, ProblemHttpResult>> ConnectAsync(string name, ConnectInstance connect, CancellationToken cancellationToken)
        => AskAsync(name, GatewayAction.Connect, connect, cancellationToken);

    internal static Task<Results<Ok<ConnectionAnswer>, ProblemHttpResult>> RestartAsync(string name, ConnectInstance connect, CancellationToken cancellationToken)
        => AskAsync(name, GatewayAction.Restart, connect, cancellationToken);

    internal static Task<Results<Ok<ConnectionAnswer>, ProblemHttpResult>> LogOutAsync(string name, ConnectInstance connect, CancellationToken cancellationToken)
        => AskAsync(name, GatewayAction.LogOut, connect, cancellationToken);

    internal static async Task<Results<Ok<QrAnswer>, ProblemHttpResult>> QrAsync(string name, ConnectInstance connect, CancellationToken cancellationToken)
    {
        var asked = await connect.FindCodeAsync(name, cancellationToken);
        return asked.IsOk ? TypedResults.Ok(QrAnswer.Of(asked.Value)) : asked.Error.ToProblem();
    }

    private static async Task<Results<Ok<ConnectionAnswer>, ProblemHttpResult>> AskAsync(
        string name, GatewayAction action, ConnectInstance connect, CancellationToken cancellationToken)
    {
        var asked = await connect.RunAsync(name, action, cancellationToken);
        return asked.IsOk ? TypedResults.Ok(ConnectionAnswer.Of(asked.Value)) : asked.Error.ToProblem();
    }
}

/// <param name="InstanceName">The instance.</param>
/// <param name="ChannelType">Its channel.</param>
/// <param name="Status"><c>connected</c>, <c>connecting</c>, <c>disconnected</c> or <c>error</c>.</param>
/// <param name="Detail">Why, in a few words.</param>
/// <param name="ChannelData">What only this channel has.</param>
internal sealed record ConnectionAnswer(string InstanceName, string ChannelType, string Status, string? Detail, ChannelData ChannelData)
{
    public static ConnectionAnswer Of(ConnectionReport report)
    {
        var (instance, gateway) = report;
        return new(
            instance.Name,
            instance.Channel.ToString().ToLowerInvariant(),
            gateway.State.ToString().ToLowerInvariant(),
            gateway.Detail,
            new(instance.WhatsAppInstance, instance.OwnAddress, gateway.QrCode, gateway.PairingCode));
    }
}

/// <param name="WhatsappInstance">The instance's name on the gateway.</param>
/// <param name="PhoneNumber">The account's own number, once it is known.</param>
/// <param name="QrCode">A picture to scan, as a <c>data:</c> address.</param>
/// <param name="PairingCode">The same to type.</param>
internal sealed record ChannelData(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? WhatsappInstance,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PhoneNumber,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? QrCode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PairingCode);

internal sealed record QrAnswer(string InstanceName, string ChannelType, string Status, string? Detail, string? QrCode, string? PairingCode)
{
    public static QrAnswer Of(ConnectionReport report)
    {
        var (instance, gateway) = report;
        return new(
            instance.Name,
            instance.Channel.ToString().ToLowerInvariant(),
            gateway.State.ToString().ToLowerInvariant(),
            gateway.Detail,
            gateway.QrCode,
            gateway.PairingCode);
    }
}

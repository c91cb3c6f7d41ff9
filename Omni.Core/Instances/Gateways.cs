// Opens an instance's account on its gateway, and speaks to it.
using Omni.Core.Contacts;
using Omni.Core.Results;
using Omni.Core.Secrets;

namespace Omni.Core.Instances;

public sealed class Gateways(IEnumerable<IGateway> gateways, SecretBox secrets)
{
    private readonly Dictionary<ChannelType, IGateway> _gateways = gateways.ToDictionary(g => g.Channel);

    /// <summary>Makes the account if it is missing, and points its webhook at Omni.</summary>
    public Task<Result<Done>> SetUpAsync(Instance instance, string webhookUrl, string webhookToken, CancellationToken cancellationToken)
        => WithAsync(instance, (gateway, account) => gateway.SetUpAsync(account, webhookUrl, webhookToken, cancellationToken));

    public Task<Result<GatewayState>> AskAsync(Instance instance, GatewayAction action, CancellationToken cancellationToken)
        => WithAsync(instance, (gateway, account) => action switch
        {
            GatewayAction.Connect => gateway.ConnectAsync(account, cancellationToken),
            GatewayAction.Restart => gateway.RestartAsync(account, cancellationToken),
            GatewayAction.LogOut => gateway.LogOutAsync(account, cancellationToken),
            _ => gateway.FindStateAsync(account, cancellationToken),
        });

    private async Task<Result<T>> WithAsync<T>(Instance instance, Func<IGateway, GatewayAccount, Task<Result<T>>> ask)
    {
        if (!_gateways.TryGetValue(instance.Channel, out var gateway))
        {
            return Error.Conflict("This channel has no gateway: it is connected as long as the instance is active.");
        }

        return instance.EvolutionUrl is { } url
            ? await ask(gateway, new(url.TrimEnd('/'), secrets.OpenOptional(instance.EvolutionKey), instance.WhatsAppInstance ?? instance.Name))
            : Error.Conflict("This instance has no gateway address yet. Set evolution_url first.");
    }
}

public enum GatewayAction
{
    FindState,
    Connect,
    Restart,
    LogOut,
}

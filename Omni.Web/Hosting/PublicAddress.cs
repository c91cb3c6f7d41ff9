// Where the world reaches this Omni: what the operator set, else the address it listens on.
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Omni.Web.Hosting;

public sealed class PublicAddress(IOptionsMonitor<OmniOptions> options, IServer server)
{
    /// <summary>Without a trailing slash.</summary>
    public string Url => options.CurrentValue.PublicUrl is { Length: > 0 } set ? set.TrimEnd('/') : Listened();

    private string Listened()
    {
        var listened = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = listened.FirstOrDefault(a => a.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) ?? listened.FirstOrDefault() ?? "http://localhost";

        // A wildcard is no address that anybody can call.
        return address.TrimEnd('/')
            .Replace("//[::]", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal)
            .Replace("//+", "//localhost", StringComparison.Ordinal);
    }
}

// Agent clients with real HTTP beneath them and no app around them.
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Omni.Core.Agents;
using Omni.Core.Agents.Automagik;
using Omni.Core.Agents.Hive;
using Omni.Core.Agents.OpenAi;
using Omni.Core.Agents.Tools;
using Omni.Core.Agents.Wire;
using Omni.Core.Channels;
using Omni.Core.Channels.Outbound;

namespace Omni.Tests.Support;

public sealed class AgentWire : IAsyncDisposable, IAgentStream
{
    public const string Key = "key-of-an-agent-4321";
    private readonly ServiceProvider _services;
    private readonly List<string> _heard = [];

    /// <param name="allowed">Private hosts that may be asked; loopback unless said otherwise.</param>
    /// <param name="resolve">What names resolve to; null asks the machine.</param>
    public AgentWire(string allowed = "127.0.0.1", Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Omni:Outbound:AllowedPrivateHosts"] = allowed }).Build());
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = "Production" });
        services.AddOutbound();
        services.AddSingleton<CallService>();
        services.AddSingleton<IAgentClient, AutomagikClient>();
        services.AddSingleton<IAgentClient, HiveClient>();
        services.AddSingleton<IAgentClient, OpenAiClient>();

        if (resolve is not null)
        {
            services.AddHttpClient(NamedClients.Agents)
                .ConfigurePrimaryHttpMessageHandler(provider => OutboundClients.NewHandler(provider.GetRequiredService<OutboundRule>(), resolve));
        }

        _services = services.BuildServiceProvider();
    }

    /// <summary>What was told while the answer grew.</summary>
    public IReadOnlyList<string> Heard => _heard;

    public Task<AgentAnswer> AskAsync(
        AgentKind kind, string url, bool streams = false, bool isTeam = false, string? key = Key, AgentQuestion? question = null, string? prompt = null, TimeSpan? timeout = null)
        => _services.GetServices<IAgentClient>().Single(c => c.Kind == kind).AskAsync(
            question ?? Question("Hello"),
            new(kind, url, key, "sales", timeout ?? TimeSpan.FromSeconds(10)) { Streams = streams, IsTeam = isTeam, Model = "test-model", SystemPrompt = prompt },
            this,
            TestContext.Current.CancellationToken);

    public ValueTask GrowAsync(string text, CancellationToken cancellationToken)
    {
        _heard.Add(text);
        return ValueTask.CompletedTask;
    }

    public static AgentQuestion Question(string message, IAgentTools? tools = null, params IReadOnlyList<SaidBefore> history) => new()
    {
        Message = message,
        MessageType = "text",
        UserId = NameUuid.Of("1234567890"),
        SessionId = NameUuid.Of("customer-a_1234567890"),
        SessionName = "customer-a_1234567890",
        SessionOrigin = "whatsapp",
        History = history,
        Tools = tools,
        Context = new("customer-a", "whatsapp", "acme", Guid.Empty, Guid.Empty, null, "token-of-the-turn"),
    };

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

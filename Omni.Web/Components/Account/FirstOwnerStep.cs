// At start, while nobody can sign in: makes the owner named in the settings, or tells the console how to become one.
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Omni.Core.Results;
using Omni.Core.Team;
using Omni.Web.Hosting;

namespace Omni.Web.Components.Account;

internal sealed partial class FirstOwnerStep(
    IServiceScopeFactory scopes,
    SetupCode code,
    IServer server,
    IOptions<OmniOptions> omni,
    IOptions<BootstrapOptions> bootstrap,
    ILogger<FirstOwnerStep> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (bootstrap.Value is not { AdminEmail: { Length: > 0 } email, AdminPassword: { Length: > 0 } password })
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var create = scope.ServiceProvider.GetRequiredService<CreateFirstOwner>();

        if (!await create.IsNeededAsync(cancellationToken))
        {
            return;
        }

        var created = await create.RunAsync(new(BusinessName: null, email.Split('@')[0], email, password), cancellationToken);

        if (created.Error is { Kind: ErrorKind.Invalid } error)
        {
            throw new InvalidOperationException($"{BootstrapOptions.Section}: the first owner was refused. {error.Message}");
        }

        LogMade();
    }

    // Last of all: the address is known by now, and whoever seeds people has done so.
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();

        if (await scope.ServiceProvider.GetRequiredService<CreateFirstOwner>().IsNeededAsync(cancellationToken))
        {
            TellConsole();
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>To the console, not to the log: logs are shipped elsewhere, and this is a secret.</summary>
    public void TellConsole()
    {
        var address = omni.Value.PublicUrl is { Length: > 0 } set
            ? set
            : server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        Console.WriteLine($"Open {address.TrimEnd('/')}/setup and enter the code {code.Current}");
    }

    [LoggerMessage(LogLevel.Information, "The first owner was made from the settings")]
    private partial void LogMade();
}

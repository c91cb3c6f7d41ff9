// At start, when the demo is on: makes it unless it is there, and tells the console where to look.
using Microsoft.Extensions.Options;
using Omni.Core.Demo;
using Omni.Core.Team;

namespace Omni.Web.Hosting;

internal static class Demo
{
    extension(WebApplicationBuilder builder)
    {
        /// <summary>After the accounts: the first owner named in the settings comes first.</summary>
        public void AddDemo() => builder.Services.AddHostedService<DemoStep>();
    }
}

internal sealed class DemoStep(IServiceScopeFactory scopes, PublicAddress address, IOptions<OmniOptions> options, IHostEnvironment environment) : IHostedLifecycleService
{
    private bool IsOn => options.Value.Demo ?? environment.IsDevelopment();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsOn)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<SeedDemo>().RunAsync(cancellationToken);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (IsOn)
        {
            Announce();
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // To the console, not to the log: this is for the newcomer who started it.
    private void Announce() => Console.WriteLine(
        $"""

          The demo is on:
            Inbox     {address.Url}/inbox
            Web chat  {address.Url}/chat/{SeedDemo.WebChatName}
            Sign in   {DemoSignIn.OwnerEmail} (owner) or {DemoSignIn.MemberEmail} (member), password {DemoSignIn.Password}

        """);
}

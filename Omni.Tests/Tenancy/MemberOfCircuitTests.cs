// Who sits in front of an open page stays while nobody can tell whether they may; what can be told is tested with the pages.
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Omni.Tests.Support;
using Omni.Web.Tenancy;

namespace Omni.Tests.Tenancy;

public sealed class MemberOfCircuitTests
{
    private static readonly ClaimsPrincipal Dana = new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, Guid.CreateVersion7().ToString()), new("omni:tenant", Guid.CreateVersion7().ToString())], "test"));

    [Fact]
    public async Task Without_the_database_they_stay_and_the_log_says_why()
    {
        using var log = new LogCollector();

        Assert.True(await AskAsync(Dana, new InvalidOperationException("Likely due to a transient failure.", new NpgsqlException("The database is gone.")), log));
        Assert.Single(log.Lines, line => line.StartsWith("Warning Omni.Web.Tenancy.MemberOfCircuit: Whether user", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_application_that_goes_down_signs_nobody_out()
        => Assert.True(await AskAsync(Dana, new ObjectDisposedException("IServiceProvider"), new LogCollector()));

    [Fact]
    public async Task What_went_wrong_otherwise_keeps_nobody_in()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(Dana, new InvalidOperationException("A mistake of ours."), new LogCollector()));
        Assert.False(await AskAsync(new ClaimsPrincipal(new ClaimsIdentity()), new NpgsqlException("The database is gone."), new LogCollector()));
    }

    private static async Task<bool> AskAsync(ClaimsPrincipal member, Exception failure, LogCollector log)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var circuit = new MemberOfCircuit(loggers, new Failing(failure), Options.Create(new IdentityOptions()));
        return await circuit.IsStillMemberAsync(member, default);
    }

    private sealed class Failing(Exception failure) : IServiceScopeFactory
    {
        public IServiceScope CreateScope() => throw failure;
    }
}

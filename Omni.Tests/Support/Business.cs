// A business of a class's own on the app that all share, with an owner who can sign in, for tests of pages.
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Team;
using Omni.Core.Tenancy;

namespace Omni.Tests.Support;

public sealed class Business(SharedApp app) : IAsyncLifetime
{
    private const string Password = "correct horse battery";
    private ApiTenant? _tenant;

    /// <summary>Where other businesses are at work as well.</summary>
    public OmniApp App => app;

    public string BaseUrl => app.BaseUrl;

    public Tenant Tenant { get; private set; } = null!;

    public Owner Owner { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _tenant = await app.CreateTenantAsync();
        Tenant = (await app.Services.GetRequiredService<AcrossTenants>().FindTenantAsync(_tenant.Slug, default))!;
        var email = $"owner@{Tenant.Slug}.example";
        await using var scope = app.Enter(Tenant);
        var user = new User { UserName = email, Email = email, EmailConfirmed = true, DisplayName = "owner" };
        var created = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user, Password);
        Assert.True(created.Succeeded, string.Join(' ', created.Errors.Select(e => e.Description)));
        var db = scope.ServiceProvider.GetRequiredService<OmniDbContext>();
        db.Add(new Membership { UserId = user.Id, Role = MemberRole.Owner, CreatedAt = app.Clock.GetUtcNow() });
        await db.SaveChangesAsync();
        Owner = new(email, Password);
    }

    public ValueTask DisposeAsync()
    {
        _tenant?.Api.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A client with the business's key.</summary>
    public HttpClient Api() => app.Api(_tenant!.Key);
}

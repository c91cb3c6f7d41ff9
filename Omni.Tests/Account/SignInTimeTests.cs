// An answer that comes quickly tells as much as one that says too much.
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Team;
using Omni.Tests.Support;
using Omni.Web.Tenancy;

namespace Omni.Tests.Account;

public sealed class SignInTimeTests(OmniApp app) : IClassFixture<OmniApp>
{
    [Fact]
    public async Task Unknown_known_and_closed_accounts_cost_one_hash_each()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var scope = app.Enter(acme.Tenant);
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var email = $"{acme.Tenant.Slug}@example.com";
        Assert.True((await users.CreateAsync(new User { UserName = email, Email = email, DisplayName = "Noa" }, "a long password")).Succeeded);
        var hasher = new CountingHasher(users.PasswordHasher);
        users.PasswordHasher = hasher;
        var signIn = scope.ServiceProvider.GetRequiredService<MemberSignIn>();

        Assert.Equal(1, await HashesAsync("nobody@example.com", "wrong"));

        for (var tries = 1; tries <= 5; tries++)
        {
            Assert.Equal(1, await HashesAsync(email, "wrong"));
        }

        Assert.Equal(1, await HashesAsync(email, "a long password"));

        async Task<int> HashesAsync(string who, string password)
        {
            hasher.Count = 0;
            Assert.False(await signIn.TryAsync(who, password, TestContext.Current.CancellationToken));
            return hasher.Count;
        }
    }

    private sealed class CountingHasher(IPasswordHasher<User> inner) : IPasswordHasher<User>
    {
        public int Count { get; set; }

        public string HashPassword(User user, string password) => inner.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            Count++;
            return inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}

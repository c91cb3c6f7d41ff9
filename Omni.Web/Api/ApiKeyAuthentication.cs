// The REST API's door: proves the key, and says whose it is.
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Omni.Core.Agents;
using Omni.Core.Data.Postgres;
using Omni.Core.Team;
using Omni.Core.Tenancy;
using Omni.Web.Hosting;
using Omni.Web.Tenancy;

namespace Omni.Web.Api;

internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder,
    IOptionsMonitor<BootstrapOptions> bootstrap, KnownApiKeys keys, ContextTokens tokens, AcrossTenants across)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string KeyHeader = "x-api-key";
    public const string TenantHeader = "X-Omni-Tenant";

    private bool _isTenantUnknown;
    private bool _isTokenOver;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (ReadKey() is not { Length: > 0 } key)
        {
            return AuthenticateResult.NoResult();
        }

        // A turn's token opens the tools and nothing else.
        if (Request.Path.StartsWithSegments(ToolEndpoints.Path, StringComparison.OrdinalIgnoreCase))
        {
            if (tokens.Read(key) is { } turn)
            {
                return Succeed(KeyClaims.Turn, turn.Tenant, turn.TenantSlug, TurnClaims.Of(turn));
            }

            if (_isTokenOver = tokens.HasExpired(key))
            {
                return AuthenticateResult.Fail("The token has expired.");
            }
        }

        if (IsPlatformKey(key))
        {
            return await EnterAsPlatformAsync();
        }

        return await keys.FindAsync(key, Context.RequestAborted) is { } door
            ? Succeed(KeyClaims.OfTenant, door.Tenant, door.TenantSlug, [new(KeyClaims.Key, door.KeyId.ToString()), .. door.Instances.Select(i => new Claim(KeyClaims.Instance, i))])
            : AuthenticateResult.Fail("The key is nobody's.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_isTenantUnknown)
        {
            return Problems.WriteAsync(Context, Problems.Of(StatusCodes.Status404NotFound, $"{TenantHeader} names no tenant."));
        }

        Response.Headers.WWWAuthenticate = SchemeName;
        return Problems.WriteAsync(Context, Problems.Of(
            StatusCodes.Status401Unauthorized,
            _isTokenOver ? $"This context token has expired: it works for {ContextTokens.Lifetime.TotalMinutes:0} minutes after its turn began."
                : $"Send an API key of this Omni in the header {KeyHeader}, or as a bearer token."));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
        => Problems.WriteAsync(Context, Problems.Of(StatusCodes.Status403Forbidden, "This key may not do that."));

    private async Task<AuthenticateResult> EnterAsPlatformAsync()
    {
        var slug = Request.Headers[TenantHeader].ToString() is { Length: > 0 } named ? named : EnsureDefaultTenant.Slug;

        if (await across.FindTenantAsync(slug, Context.RequestAborted) is { } tenant)
        {
            return Succeed(KeyClaims.Platform, tenant.Id, tenant.Slug, []);
        }

        _isTenantUnknown = true;
        return AuthenticateResult.Fail("There is no such tenant.");
    }

    private static AuthenticateResult Succeed(string scope, TenantId tenant, string slug, IEnumerable<Claim> more)
    {
        Claim[] claims =
        [
            new(TenantClaims.Tenant, tenant.ToString()),
            new(TenantClaims.Slug, slug),
            new(KeyClaims.Scope, scope),
            .. more,
        ];
        return AuthenticateResult.Success(new(new(new ClaimsIdentity(claims, SchemeName)), SchemeName));
    }

    private string? ReadKey()
    {
        const string Bearer = "Bearer ";
        var authorization = Request.Headers.Authorization.ToString();
        return Request.Headers[KeyHeader].ToString() is { Length: > 0 } key ? key.Trim()
            : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
            : null;
    }

    // Hashes have one length, so that comparing them tells nothing of the key's.
    private bool IsPlatformKey(string key)
        => bootstrap.CurrentValue.ApiKey is { Length: > 0 } platform
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(key)), SHA256.HashData(Encoding.UTF8.GetBytes(platform)));
}

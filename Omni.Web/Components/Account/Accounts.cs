// How people sign in: cookies, policies, and the few posts that change who one is.
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Omni.Core.Data;
using Omni.Core.Team;
using Omni.Web.Hosting;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Account;

internal static class Accounts
{
    extension(WebApplicationBuilder builder)
    {
        public void AddAccounts()
        {
            var isHttps = builder.Configuration[$"{OmniOptions.Section}:PublicUrl"]?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) is true;
            builder.Services.AddIdentityCore<User>(Configure).AddEntityFrameworkStores<OmniDbContext>().AddSignInManager();
            builder.Services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, cookie => Configure(cookie, isHttps));
            builder.Services.AddAntiforgery(options => options.Cookie.SecurePolicy = isHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest);
            builder.Services.AddAuthorizationBuilder();
            builder.Services.AddAuthorization(Policies.Define);
            builder.Services.AddCascadingAuthenticationState();
            builder.Services.AddScoped<AuthenticationStateProvider, MemberOfCircuit>();
            builder.Services.AddScoped<MemberCookie>();
            builder.Services.AddScoped<MemberSignIn>();
            builder.Services.AddSingleton<SetupCode>();
            builder.Services.AddSingleton<SignInTries>();
            builder.Services.AddSingleton<FirstOwnerStep>();
            builder.Services.AddHostedService(provider => provider.GetRequiredService<FirstOwnerStep>());
            builder.AddDemo();
        }
    }

    extension(WebApplication app)
    {
        public void MapAccounts()
        {
            app.MapPost("/logout", LogOutAsync).WithMetadata(new RequireAntiforgeryTokenAttribute()).AllowAnonymous().ExcludeFromDescription();
            app.MapPost("/switch-tenant", SwitchTenantAsync).WithMetadata(new RequireAntiforgeryTokenAttribute()).RequireAuthorization(Policies.SignedIn).ExcludeFromDescription();
        }
    }

    /// <summary>The path to go to after signing in: one of ours, or the inbox.</summary>
    public static string LocalOnly(string? returnUrl)
        => returnUrl is ['/', not ('/' or '\\'), ..] && Uri.IsWellFormedUriString(returnUrl, UriKind.Relative) ? returnUrl : "/inbox";

    private static void Configure(IdentityOptions identity)
    {
        identity.User.RequireUniqueEmail = true;
        identity.Lockout.MaxFailedAccessAttempts = 5;
        identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);

        // Length is what counts; rules about signs make people write passwords down.
        identity.Password.RequiredLength = 10;
        identity.Password.RequiredUniqueChars = 4;
        identity.Password.RequireDigit = false;
        identity.Password.RequireLowercase = false;
        identity.Password.RequireUppercase = false;
        identity.Password.RequireNonAlphanumeric = false;
    }

    private static void Configure(CookieAuthenticationOptions cookie, bool isHttps)
    {
        cookie.Cookie.Name = "omni.session";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = isHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
        cookie.SlidingExpiration = true;
        cookie.LoginPath = "/login";
        cookie.AccessDeniedPath = "/no-access";
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.EventsType = typeof(MemberCookie);
    }

    private static async Task<IResult> LogOutAsync(HttpContext http, SignInManager<User> signIn)
    {
        if (await ReadFormAsync(http) is not { } form)
        {
            return TypedResults.BadRequest();
        }

        await signIn.SignOutAsync();
        return TypedResults.LocalRedirect(form["returnUrl"] is [{ } returnUrl] ? LocalOnly(returnUrl) : "/login");
    }

    private static async Task<IResult> SwitchTenantAsync(HttpContext http, UserManager<User> users, MemberSignIn signIn)
    {
        if (await ReadFormAsync(http) is not { } form || form["tenant"] is not [{ } tenant])
        {
            return TypedResults.BadRequest();
        }

        if (await users.GetUserAsync(http.User) is { } user)
        {
            await signIn.EnterAsync(user, tenant, http.RequestAborted);
        }

        return TypedResults.LocalRedirect("/inbox");
    }

    // Null for one that another site made up, and for one that cannot be read. The middleware has looked at its token already.
    private static async Task<IFormCollection?> ReadFormAsync(HttpContext http)
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true } || !http.Request.HasFormContentType)
        {
            return null;
        }

        try
        {
            return await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return null;
        }
    }
}

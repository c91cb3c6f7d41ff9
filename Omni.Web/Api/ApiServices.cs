// Registers the REST API and puts its doors into the pipeline.
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Omni.Core.Tenancy;
using Omni.Core.WebhookSubscriptions;
using Omni.Web.Hosting;

namespace Omni.Web.Api;

internal static class ApiServices
{
    extension(WebApplicationBuilder builder)
    {
        public void AddApi()
        {
            builder.Services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
            builder.Services.AddProblemDetails();
            builder.Services.AddExceptionHandler<ExceptionEdge>();
            builder.Services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));

            // Everywhere as in Development, so that the edge can say what cannot be read; UseProblems takes what is thrown elsewhere.
            builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
            builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null);
            ApiPolicies.Add(builder.Services.AddAuthorizationBuilder());
            builder.Services.AddSingleton<PublicAddress>();
            builder.Services.AddScoped<ReadSchedule>();
            builder.Services.AddScoped<IShowSubjects, ShowSubjects>();
            builder.Services.AddApiDocument();
        }
    }

    extension(WebApplication app)
    {
        /// <summary>First in the pipeline: problems for programs, whatever happens further in.</summary>
        public void UseProblems()
        {
            app.UseWhen(http => !ApiPaths.IsApi(http.Request.Path), pages => pages.Use(RefuseUnreadableAsync));
            app.UseWhen(
                http => ApiPaths.IsApi(http.Request.Path),
                api =>
                {
                    api.UseExceptionHandler();
                    api.UseStatusCodePages(context => Problems.WriteAsync(context.HttpContext, Explain(context.HttpContext)));

                    // In an address a NUL is an attempt, and PostgreSQL compares with none.
                    api.Use((http, next) => http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) is true
                        ? Problems.WriteAsync(http, Problems.Of(StatusCodes.Status400BadRequest, "The address has a character in it that no text has."))
                        : next(http));

                    // The framework's own reader takes one that it does not know for a failure of ours.
                    api.Use((http, next) => !http.Request.HasJsonContentType() || NamesEncoding(http.Request)
                        ? next(http)
                        : Problems.WriteAsync(http, Problems.Of(StatusCodes.Status415UnsupportedMediaType, "The charset of the body is unknown. Send it as UTF-8.")));
                });
        }

        /// <summary>After cookies and before the tenant's door: below /api/v1 a key says who calls, and nothing else does.</summary>
        public void UseApiKeys()
            => app.Use(async (http, next) =>
            {
                if (ApiPaths.IsKeyed(http.Request.Path))
                {
                    var key = await http.AuthenticateAsync(ApiKeyAuthentication.SchemeName);
                    http.User = key.Principal ?? new ClaimsPrincipal();
                }

                await next(http);
            });

        public async Task EnsureDefaultTenantAsync()
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<EnsureDefaultTenant>().RunAsync(app.Lifetime.ApplicationStopping);
        }
    }

    // By the name under which the reader knows it, from here on.
    private static bool NamesEncoding(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.Charset.HasValue)
        {
            return true;
        }

        var name = HeaderUtilities.RemoveQuotes(type.Charset).ToString();

        try
        {
            type.Charset = Encoding.GetEncoding(name.Equals("utf8", StringComparison.OrdinalIgnoreCase) ? "utf-8" : name).WebName;
            request.ContentType = type.ToString();
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    // What cannot be read, or has no antiforgery token, is its sender's mistake and no failure of ours.
    private static async Task RefuseUnreadableAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (BadHttpRequestException bad) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            http.Response.StatusCode = bad.StatusCode;
        }
    }

    private static ProblemHttpResult Explain(HttpContext http) => Problems.Of(http.Response.StatusCode, http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => "This address does not take that method.",
        StatusCodes.Status415UnsupportedMediaType => "Send the body as JSON, with Content-Type: application/json.",
        StatusCodes.Status413PayloadTooLarge => "The body is larger than Omni takes.",
        StatusCodes.Status429TooManyRequests => "That was too much at once. Wait for as long as Retry-After says.",
        _ => "The request cannot be answered.",
    });
}

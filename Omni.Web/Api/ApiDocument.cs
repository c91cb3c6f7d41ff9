// Describes the REST API to programs (/openapi/v1.json) and to people (/api/docs).
using Microsoft.OpenApi;
using Omni.Core.Results;

namespace Omni.Web.Api;

internal static class ApiDocument
{
    private const string Address = "/openapi/v1.json";

    extension(IServiceCollection services)
    {
        public void AddApiDocument() => services.AddOpenApi(options =>
        {
            options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new() { Title = "Omni", Version = "v1", Description = "A customer inbox over WhatsApp, web chat and more. Errors are application/problem+json." };
                document.Components ??= new();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
                document.Components.SecuritySchemes[ApiKeyAuthentication.SchemeName] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Header,
                    Name = ApiKeyAuthentication.KeyHeader,
                    Description = "A platform key, or a key of one tenant (omk_…). Also taken as a bearer token.",
                };
                document.Security = [new() { [new OpenApiSecuritySchemeReference(ApiKeyAuthentication.SchemeName, document)] = [] }];
                return Task.CompletedTask;
            });
            options.AddSchemaTransformer((schema, context, _) =>
            {
                // An optional field looks like the field itself.
                if (context.JsonTypeInfo.Type is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Optional<>))
                {
                    schema.Type = TypeOf(Nullable.GetUnderlyingType(type.GetGenericArguments()[0]) ?? type.GetGenericArguments()[0]) | JsonSchemaType.Null;
                }

                return Task.CompletedTask;
            });
        });
    }

    extension(WebApplication app)
    {
        public void MapApiDocument()
        {
            app.MapOpenApi().AllowAnonymous();
            app.UseSwaggerUI(page =>
            {
                page.RoutePrefix = "api/docs";
                page.DocumentTitle = "Omni API";
                page.SwaggerEndpoint(Address, "Omni v1");
            });
        }
    }

    private static JsonSchemaType TypeOf(Type type)
        => type == typeof(bool) ? JsonSchemaType.Boolean
            : type == typeof(int) ? JsonSchemaType.Integer
            : type != typeof(string) && type.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? JsonSchemaType.Array
            : JsonSchemaType.String;
}

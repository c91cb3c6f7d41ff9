using Omni.Core;
using Omni.Web.Api;
using Omni.Web.Hosting;
using Omni.Web.Tenancy;
using Omni.Web.WebChat;
using Omni.Web.Webhooks;

var builder = WebApplication.CreateBuilder(args);
builder.AddRootSettings();
builder.AddSettings();
await builder.AddDatabaseAsync();
builder.Services.AddOmniCore();
builder.Services.AddHttpClient();
builder.AddWebhooks();
builder.AddWebChat();
builder.AddApi();
builder.Services.AddAntiforgery();

var app = builder.Build();
await app.MigrateAsync();
await app.EnsureDefaultTenantAsync();
app.UseProblems();
app.UseAuthentication();
app.UseApiKeys();
app.UseMiddleware<TenantRequestDoor>();
app.UseStaticFiles();
app.MapWebhooks();
app.MapWebChat();
app.MapApi();

await app.RunAsync();

public partial class Program;

using Omni.Core;
using Omni.Web.Api;
using Omni.Web.Components;
using Omni.Web.Components.Account;
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
builder.AddAccounts();
builder.AddScreens();
builder.AddWebhooks();
builder.AddWebChat();
builder.AddApi();

var app = builder.Build();
await app.MigrateAsync();
await app.EnsureDefaultTenantAsync();
app.UseScreens();
app.UseProblems();
app.UseAuthentication();
app.UseApiKeys();
app.UseMiddleware<TenantRequestDoor>();
app.UseAuthorization();
app.UseAntiforgery();
app.MapAccounts();
app.MapScreens();
app.MapWebhooks();
app.MapWebChat();
app.MapApi();

await app.RunAsync();

public partial class Program;

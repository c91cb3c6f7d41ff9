using Omni.Core;
using Omni.Web.Hosting;
using Omni.Web.Tenancy;
using Omni.Web.Webhooks;

var builder = WebApplication.CreateBuilder(args);
builder.AddRootSettings();
builder.AddSettings();
await builder.AddDatabaseAsync();
builder.Services.AddOmniCore();
builder.Services.AddHttpClient();
builder.AddWebhooks();

var app = builder.Build();
await app.MigrateAsync();
app.UseMiddleware<TenantRequestDoor>();
app.UseStaticFiles();
app.MapWebhooks();

await app.RunAsync();

public partial class Program;

using Omni.Core;
using Omni.Web.Components;
using Omni.Web.Components.Account;
using Omni.Web.Hosting;
using Omni.Web.Tenancy;

var builder = WebApplication.CreateBuilder(args);
builder.AddRootSettings();
builder.AddSettings();
await builder.AddDatabaseAsync();
builder.Services.AddOmniCore();
builder.AddAccounts();
builder.AddScreens();

var app = builder.Build();
await app.MigrateAsync();
app.UseScreens();
app.UseAuthentication();
app.UseMiddleware<TenantRequestDoor>();
app.UseAuthorization();
app.UseAntiforgery();
app.MapAccounts();
app.MapScreens();

await app.RunAsync();

public partial class Program;

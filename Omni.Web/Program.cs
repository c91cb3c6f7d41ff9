using Omni.Core;
using Omni.Web.Hosting;
using Omni.Web.Tenancy;

var builder = WebApplication.CreateBuilder(args);
builder.AddRootSettings();
builder.AddSettings();
await builder.AddDatabaseAsync();
builder.Services.AddOmniCore();

var app = builder.Build();
await app.MigrateAsync();
app.UseAuthentication();
app.UseMiddleware<TenantRequestDoor>();
app.UseAuthorization();
app.UseAntiforgery();
app.UseStaticFiles();

await app.RunAsync();

public partial class Program;

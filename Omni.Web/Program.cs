using Omni.Core;
using Omni.Web.Hosting;
using Omni.Web.Tenancy;

StartFailures.EndInOneLine();
var builder = WebApplication.CreateBuilder(args);
builder.AddRootSettings();
builder.AddSettings();
builder.AddLogs();
builder.AddDatabase();
builder.Services.AddOmniCore();
builder.AddEdge();
builder.AddLimits();
builder.AddProbes();

await using var app = builder.Build();
await app.MigrateAsync();
app.UseEdge();
app.UseAuthentication();
app.UseMiddleware<TenantRequestDoor>();
app.UseAuthorization();
app.UseLimits();
app.UseAntiforgery();
app.UseStaticFiles();
app.MapProbes();
app.AnnounceStart();

await app.RunAsync();

public partial class Program;

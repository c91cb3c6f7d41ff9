using Omni.Core;
using Omni.Web.Api;
using Omni.Web.Components;
using Omni.Web.Components.Account;
using Omni.Web.Hosting;
using Omni.Web.WebChat;
using Omni.Web.Webhooks;

StartFailures.EndInOneLine();
var builder = WebApplication.CreateBuilder(args);
builder.AddSettings();
builder.AddLogs();
builder.AddDatabase();
builder.Services.AddOmniCore();
builder.AddEdge();
builder.AddLimits();
builder.AddProbes();
builder.AddAccounts();
builder.AddScreens();
builder.AddWebhooks();
builder.AddWebChat();
builder.AddApi();

await using var app = builder.Build();
await app.PrepareDatabaseAsync();
app.UseEdge();
app.UseScreens();
app.UseProblems();
app.UseDoors();
app.MapAccounts();
app.MapScreens();
app.MapWebhooks();
app.MapWebChat();
app.MapApi();
app.MapProbes();
app.AnnounceStart();

await app.RunAsync();

public partial class Program;

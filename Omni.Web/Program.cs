var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => "Omni");
app.Run();

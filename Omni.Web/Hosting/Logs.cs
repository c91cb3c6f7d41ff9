// Where Omni tells what it does: the console, one line each, and a rolling file under the data directory.
namespace Omni.Web.Hosting;

internal static class Logs
{
    extension(WebApplicationBuilder builder)
    {
        public void AddLogs()
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            });

            var path = Path.Combine(builder.DataDirectory, "logs", "omni.log");
            builder.Services.AddSingleton<ILoggerProvider>(_ => new LogFileProvider(new LogFile(path, largest: 10 * 1024 * 1024, files: 5)));
        }
    }
}

// The lines on the console that say where Omni can be reached.
namespace Omni.Web.Hosting;

internal static partial class Announcement
{
    extension(WebApplication app)
    {
        public void AnnounceStart() => app.Lifetime.ApplicationStarted.Register(() =>
        {
            foreach (var address in app.Urls)
            {
                LogListening(app.Logger, address);
            }
        });
    }

    [LoggerMessage(LogLevel.Information, "Omni listens on {Address}")]
    private static partial void LogListening(ILogger logger, string address);
}

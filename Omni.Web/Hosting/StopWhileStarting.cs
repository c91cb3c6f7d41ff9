// Ctrl-C and SIGTERM before the host listens to them: without it they would end the process and leave the private PostgreSQL behind.
using System.Runtime.InteropServices;

namespace Omni.Web.Hosting;

internal static class StopWhileStarting
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT];

    /// <summary>Turns signals into a stop of the host, until the host has started and does so itself.</summary>
    public static void Listen(IHostApplicationLifetime lifetime)
    {
        var registrations = Signals.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            lifetime.StopApplication();
        })).ToArray();

        lifetime.ApplicationStarted.Register(() => Array.ForEach(registrations, r => r.Dispose()));
    }
}

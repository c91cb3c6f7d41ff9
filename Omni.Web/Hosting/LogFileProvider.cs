// Writes log entries as lines: time, level, category, words, ids of the scopes, and the exception below.
using System.Globalization;
using System.Text;
using Omni.Core.Tenancy;

namespace Omni.Web.Hosting;

internal sealed class LogFileProvider(LogFile file) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() => file.Dispose();

    private void Write(string line) => file.Write(line);

    private static string Short(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRC",
        LogLevel.Debug => "DBG",
        LogLevel.Information => "INF",
        LogLevel.Warning => "WRN",
        LogLevel.Error => "ERR",
        _ => "CRT",
    };

    // Other values of a scope, such as paths, may carry more than ids.
    private static bool IsId(KeyValuePair<string, object?> value) => value.Value is Guid or TenantId || value.Key is "TraceId";

    private sealed class FileLogger(LogFileProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => provider._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new StringBuilder();
            line.Append(TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture));
            line.Append(Short(logLevel)).Append(' ').Append(category).Append(": ").Append(formatter(state, exception).ReplaceLineEndings(" "));
            provider._scopes.ForEachScope(AppendIds, line);

            if (exception is not null)
            {
                line.AppendLine().Append(exception);
            }

            provider.Write(line.ToString());
        }

        private static void AppendIds(object? scope, StringBuilder line)
        {
            foreach (var value in (scope as IEnumerable<KeyValuePair<string, object?>> ?? []).Where(IsId))
            {
                line.Append(CultureInfo.InvariantCulture, $" {value.Key}={value.Value}");
            }
        }
    }
}

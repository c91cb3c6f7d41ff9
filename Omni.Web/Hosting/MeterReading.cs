// Listens to Omni's meter and reads the process, and writes both as Prometheus text.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Omni.Core;

namespace Omni.Web.Hosting;

internal sealed class MeterReading : IDisposable
{
    // A tag that took ever new values would otherwise eat the memory.
    private const int MostSeries = 2_000;

    private readonly ConcurrentDictionary<(Instrument Instrument, string Tags), double> _series = new();
    private readonly MeterListener _listener = new();
    private readonly TimeProvider _clock;

    public MeterReading(TimeProvider clock)
    {
        _clock = clock;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == OmniMeter.Name)
            {
                listener.EnableMeasurementEvents(instrument);
                _series.TryAdd((instrument, ""), 0);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();

        // The meter is made when it is first touched.
        _ = OmniMeter.Turns;
    }

    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();

        foreach (var group in _series.ToArray().GroupBy(s => s.Key.Instrument).OrderBy(g => g.Key.Name, StringComparer.Ordinal))
        {
            var name = NameOf(group.Key);
            Begin(text, name, group.Key.Description, IsCounter(group.Key) ? "counter" : "gauge");

            // Zero without tags says that the counter is there; it steps back when there are tags to sum over.
            foreach (var ((_, tags), value) in group.Where(s => s.Key.Tags.Length > 0 || group.Count() == 1))
            {
                text.Append(name).Append(tags).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
            }
        }

        WriteProcess(text);
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = (instrument, Write(tags));

        if (_series.Count < MostSeries || _series.ContainsKey(key))
        {
            _series.AddOrUpdate(key, value, (_, sum) => IsCounter(instrument) && !instrument.IsObservable ? sum + value : value);
        }
    }

    private static bool IsCounter(Instrument instrument) => instrument.GetType().Name.Contains("Counter", StringComparison.Ordinal);

    private static string NameOf(Instrument instrument) => instrument.Name.Replace('.', '_').Replace('-', '_') + (IsCounter(instrument) ? "_total" : "");

    private static string Write(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var pairs = tags.ToArray().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key.Replace('.', '_')}=\"{Escape(Convert.ToString(t.Value, CultureInfo.InvariantCulture))}\"");
        return $"{{{string.Join(',', pairs)}}}";
    }

    private static string? Escape(string? value) => value?.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private void WriteProcess(StringBuilder text)
    {
        using var process = Process.GetCurrentProcess();
        Line(text, "process_cpu_seconds_total", "counter", process.TotalProcessorTime.TotalSeconds);
        Line(text, "process_resident_memory_bytes", "gauge", process.WorkingSet64);
        Line(text, "process_start_time_seconds", "gauge", new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
        Line(text, "process_uptime_seconds", "gauge", (_clock.GetUtcNow() - process.StartTime).TotalSeconds);
        Line(text, "process_threads", "gauge", process.Threads.Count);
        Line(text, "dotnet_gc_heap_bytes", "gauge", GC.GetTotalMemory(forceFullCollection: false));
        Line(text, "dotnet_gc_collections_total", "counter", GC.CollectionCount(0));
        Line(text, "dotnet_threadpool_queue_length", "gauge", ThreadPool.PendingWorkItemCount);
    }

    private static void Line(StringBuilder text, string name, string kind, double value)
    {
        Begin(text, name, null, kind);
        text.Append(name).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private static void Begin(StringBuilder text, string name, string? help, string kind)
    {
        if (help is not null)
        {
            text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        }

        text.Append("# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');
    }
}

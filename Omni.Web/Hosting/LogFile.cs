// One file that is written by a thread of its own and set aside when it is full: omni.log, then omni.1.log, omni.2.log …
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Omni.Web.Hosting;

/// <summary>Whoever logs never waits: when the disk does not keep up, lines are dropped and counted.</summary>
internal sealed class LogFile : IDisposable
{
    private const int MostWaiting = 10_000;

    private readonly BlockingCollection<string> _waiting;
    private readonly string _path;
    private readonly long _largest;
    private readonly int _files;
    private readonly Thread _thread;
    private StreamWriter? _writer;
    private long _size;
    private long _dropped;

    /// <param name="path">Of the file being written; its directory is made when missing.</param>
    /// <param name="largest">Bytes from which on it is set aside.</param>
    /// <param name="files">How many there are at most, the one being written among them.</param>
    /// <param name="mostWaiting">Lines that may wait to be written.</param>
    public LogFile(string path, long largest, int files, int mostWaiting = MostWaiting)
    {
        (_path, _largest, _files) = (path, largest, files);
        _waiting = new(mostWaiting);
        _thread = new(WriteAll) { IsBackground = true, Name = "log file" };
        _thread.Start();
    }

    /// <summary>Lines lost since the last one that was written.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Write(string line)
    {
        try
        {
            if (!_waiting.IsAddingCompleted && _waiting.TryAdd(line))
            {
                return;
            }
        }
        catch (InvalidOperationException)
        {
            // It was closed in this very moment.
        }

        Interlocked.Increment(ref _dropped);
    }

    /// <summary>Writes what waits, for some seconds at most.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        _thread.Join(TimeSpan.FromSeconds(5));
    }

    private void WriteAll()
    {
        foreach (var line in _waiting.GetConsumingEnumerable())
        {
            try
            {
                WriteOne(line);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A full disk, say. The next line tries again.
                Interlocked.Increment(ref _dropped);
                _writer = null;
            }
        }

        _writer?.Dispose();
    }

    private void WriteOne(string line)
    {
        var writer = _writer ??= Open();

        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"({dropped} lines could not be written)"));
        }

        writer.WriteLine(line);
        _size += Encoding.UTF8.GetByteCount(line) + 1;

        if (_waiting.Count == 0)
        {
            writer.Flush();
        }

        if (_size >= _largest)
        {
            writer.Dispose();
            _writer = null;
            SetAside();
        }
    }

    private StreamWriter Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var stream = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _size = stream.Position;
        return new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 16 * 1024);
    }

    private void SetAside()
    {
        for (var number = _files - 1; number > 0; number--)
        {
            if (File.Exists(Numbered(number - 1)))
            {
                File.Move(Numbered(number - 1), Numbered(number), overwrite: true);
            }
        }
    }

    private string Numbered(int number) => number == 0 ? _path : Path.ChangeExtension(_path, string.Create(CultureInfo.InvariantCulture, $".{number}.log"));
}

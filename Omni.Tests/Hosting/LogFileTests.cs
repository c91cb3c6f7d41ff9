using Microsoft.Extensions.Logging;
using Omni.Core.Tenancy;
using Omni.Web.Hosting;

namespace Omni.Tests.Hosting;

public sealed class LogFileTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"omni-logs-{Guid.NewGuid():N}");

    private string FilePath => Path.Combine(_directory, "logs", "omni.log");

    [Fact]
    public void Entries_are_lines_with_the_ids_of_their_scopes_and_are_written_before_it_closes()
    {
        var tenant = TenantId.New();
        using (var provider = new LogFileProvider(new LogFile(FilePath, 1_000_000, 5)))
        using (var factory = LoggerFactory.Create(logging => logging.AddProvider(provider)))
        {
            var logger = factory.CreateLogger("Omni.Test");
            using (logger.BeginScope(new Dictionary<string, object?> { ["Tenant"] = tenant, ["RequestPath"] = "/webhook?token=canary" }))
            {
                logger.LogError(new InvalidOperationException("broken"), "Two\nlines");
            }
        }

        var text = File.ReadAllText(FilePath);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERR Omni\.Test: Two lines Tenant=", text);
        Assert.Contains($"Tenant={tenant}", text, StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException: broken", text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_file_is_set_aside_and_only_so_many_are_kept()
    {
        using (var file = new LogFile(FilePath, largest: 100, files: 3))
        {
            for (var line = 0; line < 10; line++)
            {
                file.Write($"{line}{new string('x', 120)}");
            }
        }

        Assert.Equal(["omni.1.log", "omni.2.log"], Directory.GetFiles(Path.GetDirectoryName(FilePath)!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.StartsWith("9", File.ReadAllText(Path.Combine(_directory, "logs", "omni.1.log")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_written_is_counted_and_nobody_waits()
    {
        // A directory in the place of the file: nothing can be written until it goes.
        Directory.CreateDirectory(FilePath);
        using (var file = new LogFile(FilePath, largest: 1_000_000, files: 2))
        {
            file.Write("lost");
            SpinWait.SpinUntil(() => file.Dropped == 1, TimeSpan.FromSeconds(10));
            Directory.Delete(FilePath);
            file.Write("kept");
        }

        Assert.Equal(["(1 lines could not be written)", "kept"], File.ReadAllLines(FilePath));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}

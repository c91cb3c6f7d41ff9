using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Omni.Core.Backfill;

namespace Omni.Web.Components.Jobs;

public sealed partial class ImportCard : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private ImportResult? _result;
    private string? _error;
    private string? _name;
    private bool _isBusy;

    [Inject] public required ImportMessages Import { get; init; }


    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    private static string Summary(ImportResult result) => (result.Staged, result.Known) switch
    {
        (0, 0) => "it holds no message.",
        (0, var known) => $"all {known.InNumbers()} messages were here already.",
        (var staged, 0) => $"{staged.InNumbers()} {(staged == 1 ? "message waits" : "messages wait")} to be linked. Heal threads next.",
        var (staged, known) => $"{staged.InNumbers()} {(staged == 1 ? "message waits" : "messages wait")} to be linked, {known.InNumbers()} were here already. Heal threads next.",
    };

    private async Task ImportAsync(InputFileChangeEventArgs change)
    {
        (_result, _error, _name, _isBusy) = (null, null, change.File.Name, true);
        StateHasChanged();

        try
        {
            if (change.File.Size > ImportMessages.MaxBytes)
            {
                _error = $"{_name} has {change.File.Size / 1024 / 1024} MB, and {ImportMessages.MaxBytes / 1024 / 1024} are taken at once. Send it in parts.";
                return;
            }

            await using var file = change.File.OpenReadStream(ImportMessages.MaxBytes, _leaving.Token);
            var imported = await Import.RunAsync(file, null, _leaving.Token);
            (_result, _error) = (imported.Value, imported.Error?.Message);
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
        }
        catch (IOException)
        {
            _error = $"{_name} could not be read to its end. Choose it again.";
        }
        finally
        {
            _isBusy = false;
        }
    }
}

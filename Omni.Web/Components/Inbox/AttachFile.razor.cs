using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Omni.Core.Delivery;
using Omni.Core.Messages;

namespace Omni.Web.Components.Inbox;

public sealed partial class AttachFile
{
    // Larger pictures are shown by their icon: the preview goes through the circuit.
    private const int LargestPreview = 512 * 1024;

    private NewFile? _file;
    private MessageKind _kind;
    private long _size;
    private string? _preview;
    private string _caption = "";
    private bool _isVoice;
    private bool _isBusy;
    private string? _error;

    /// <summary>Answers what was wrong; null when it was taken.</summary>
    [Parameter, EditorRequired]
    public required Func<NewContent, Task<string?>> OnSend { get; set; }

    private async Task ChooseAsync(InputFileChangeEventArgs chosen)
    {
        var type = chosen.File.ContentType is { Length: > 0 } said ? said : null;
        var name = chosen.File.Name.Length <= Attachment.MaxFileNameLength ? chosen.File.Name : chosen.File.Name[^Attachment.MaxFileNameLength..];
        _file = new() { FileName = name, MimeType = type };
        _file = _file with { MimeType = FileTypes.Of(_file, MessageKind.Document) };
        (_kind, _size, _preview, _caption, _isVoice, _error) = (FileTypes.KindOf(_file.MimeType!), chosen.File.Size, null, "", false, null);

        if (chosen.File.Size > CheckContent.MaxFileBytes)
        {
            _error = $"A file may have {CheckContent.MaxFileBytes / 1024 / 1024} MB.";
            return;
        }

        StateHasChanged();

        try
        {
            await using var stream = chosen.File.OpenReadStream(CheckContent.MaxFileBytes);
            using var bytes = new MemoryStream((int)chosen.File.Size);
            await stream.CopyToAsync(bytes);
            _file = _file with { Bytes = bytes.ToArray() };
            _preview = _kind is MessageKind.Image && bytes.Length <= LargestPreview ? $"data:{_file.MimeType};base64,{Convert.ToBase64String(_file.Bytes)}" : null;
        }
        catch (Exception exception) when (exception is IOException or Microsoft.JSInterop.JSException)
        {
            _error = "The file could not be read. Choose it again.";
        }
    }

    private async Task SendAsync()
    {
        if (_file?.Bytes is null || _isBusy)
        {
            return;
        }

        _isBusy = true;

        try
        {
            _error = await OnSend(new()
            {
                Kind = _kind,
                Text = _kind is MessageKind.Audio ? "" : _caption,
                File = _file,
                Details = _kind is MessageKind.Audio && _isVoice ? new() { IsVoice = true } : null,
            });
        }
        finally
        {
            _isBusy = false;
        }

        if (_error is null)
        {
            Close();
        }
    }

    private void Close() => (_file, _preview) = (null, null);
}

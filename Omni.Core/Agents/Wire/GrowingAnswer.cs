// Puts the pieces of a streamed answer together and tells of it while it grows.
using System.Text;
using Omni.Core.Messages;

namespace Omni.Core.Agents.Wire;

internal sealed class GrowingAnswer(IAgentStream stream)
{
    // Nobody reads along with what is longer, and every telling copies the whole.
    private const int MostTellings = 20_000;
    private readonly StringBuilder _text = new();
    private int _tellings;
    private bool _isHeld;
    private bool _beginsPart;

    /// <summary>Whether somebody may have read some of it, or something else was done that must not be done twice.</summary>
    public bool IsHeard => _isHeld || _tellings > 0;

    /// <summary>So far, without white space around it.</summary>
    public string Text => _text.ToString().TrimEnd();

    public void HoldFast() => _isHeld = true;

    /// <summary>What comes next stands in a paragraph of its own.</summary>
    public void BeginPart() => _beginsPart = _text.Length > 0;

    public async ValueTask AddAsync(string? piece, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(piece))
        {
            return;
        }

        if (_beginsPart)
        {
            _text.Append("\n\n");
            _beginsPart = false;
        }

        _text.Append(_text.Length == 0 ? piece.TrimStart() : piece);

        if (_text.Length is > 0 and <= Message.MaxTextLength && _tellings < MostTellings)
        {
            _tellings++;
            await stream.GrowAsync(_text.ToString(), cancellationToken);
        }
    }
}

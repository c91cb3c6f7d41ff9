// An answer while it grows: members see all of it, the customer gets whole paragraphs, each stored before it leaves.
using System.Text;
using Omni.Core.Tenancy;

namespace Omni.Core.Agents;

/// <summary>Of one turn. Not for several threads at once.</summary>
internal sealed class TurnStream(Turn turn, TenantId tenant, StorePieces store, GrowingTexts texts, CancellationTokenSource stopping) : IAgentStream
{
    // The rest comes with the end: an answer of many short paragraphs must not become a flood.
    private const int MostPieces = 8;
    private string _whole = "";
    private string _said = "";
    private string? _key;

    /// <summary>How many messages have been made of it.</summary>
    public short Pieces { get; private set; }

    /// <summary>What must not be said, even where the agent repeats it.</summary>
    public void Hides(string? key) => _key = key;

    public async ValueTask GrowAsync(string text, CancellationToken cancellationToken)
    {
        text = HideKeys.Hide(text, _key);

        // Stopped by nobody but the turn: an agent that goes on telling tells nobody.
        stopping.Token.ThrowIfCancellationRequested();

        if (!text.StartsWith(_said, StringComparison.Ordinal))
        {
            return;
        }

        _whole = text;
        var end = turn.SplitsLongTexts && Pieces < MostPieces ? WholeParagraphs.EndOf(text, _said.Length) : _said.Length;

        if (end > _said.Length)
        {
            if (await store.RunAsync(turn, text[_said.Length..end].Trim(), Pieces, cancellationToken) is not { } stored)
            {
                await stopping.CancelAsync();
                stopping.Token.ThrowIfCancellationRequested();
                return;
            }

            (_said, Pieces) = (text[..end], (short)(Pieces + stored));
        }

        texts.Show(tenant, turn.ConversationId, turn.Agent.Name, text[_said.Length..].TrimStart());
    }

    /// <summary>What of the whole answer has not been said yet. Agents may write blanks otherwise in the end; where the words differ, what was streamed counts.</summary>
    public string RestOf(string answer)
    {
        if (_said.Length == 0)
        {
            return answer;
        }

        var at = 0;

        foreach (var rune in _said.EnumerateRunes().Where(r => !Rune.IsWhiteSpace(r)))
        {
            while (at < answer.Length && char.IsWhiteSpace(answer[at]))
            {
                at++;
            }

            if (!Rune.TryGetRuneAt(answer, at < answer.Length ? at : 0, out var next) || at >= answer.Length || next != rune)
            {
                return _whole[_said.Length..].Trim();
            }

            at += next.Utf16SequenceLength;
        }

        return answer[at..].Trim();
    }
}

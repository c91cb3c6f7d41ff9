// One question to a model: what was said before, the question, and as many rounds of tools as it wants, up to a bound.
using System.Text.Json;
using Omni.Core.Agents.Tools;
using Omni.Core.Agents.Wire;
using Omni.Core.Channels;
using OpenAI.Chat;

namespace Omni.Core.Agents.OpenAi;

internal sealed class TalkWithModel(ChatClient chat, AgentQuestion question, AgentConnection agent, GrowingAnswer growing)
{
    // In the last one it may only answer.
    private const int MostRounds = 5;
    private const int MostCallsAtOnce = 20;
    private readonly List<ChatMessage> _messages = SayToModel.From(agent.SystemPrompt, question);
    private readonly List<string> _said = [];
    private bool _handsOver;
    private string? _reason;

    public async Task<AgentAnswer> RunAsync(CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            var options = Options(mayCall: round < MostRounds);
            var said = agent.Streams ? await StreamAsync(options, cancellationToken) : await CompleteAsync(options, cancellationToken);

            if (said is null)
            {
                return new AgentAnswer.Failed("The agent broke off its answer.", MayRepeat: true);
            }

            if (said.Text.Length > 0)
            {
                _said.Add(said.Text);
            }

            if (said.Calls.Count == 0 || question.Tools is null || round == MostRounds)
            {
                return new AgentAnswer.Answered(agent.Streams ? growing.Text : string.Join("\n\n", _said), _handsOver) { HandOverReason = _reason };
            }

            await CarryOutAsync(question.Tools, said, cancellationToken);
        }
    }

    private async Task<Said> CompleteAsync(ChatCompletionOptions options, CancellationToken cancellationToken)
    {
        ChatCompletion completion = await chat.CompleteChatAsync(_messages, options, cancellationToken);
        var text = string.Concat(completion.Content.Where(p => p.Kind is ChatMessageContentPartKind.Text).Select(p => p.Text));
        return new((text.Length > 0 ? text : completion.Refusal ?? "").Trim(), [.. completion.ToolCalls.Take(MostCallsAtOnce)]);
    }

    // Null when it ended before it had said anything.
    private async Task<Said?> StreamAsync(ChatCompletionOptions options, CancellationToken cancellationToken)
    {
        var calls = new GatherCalls();
        var begun = growing.Text.Length;
        var isFinished = false;
        growing.BeginPart();

        await foreach (var update in chat.CompleteChatStreamingAsync(_messages, options, cancellationToken))
        {
            foreach (var part in update.ContentUpdate.Where(p => p.Kind is ChatMessageContentPartKind.Text))
            {
                await growing.AddAsync(part.Text, cancellationToken);
            }

            await growing.AddAsync(update.RefusalUpdate, cancellationToken);
            calls.Take(update.ToolCallUpdates);
            isFinished |= update.FinishReason is not null;
        }

        var text = growing.Text[begun..].Trim();
        return isFinished || text.Length > 0 || calls.Any ? new(text, [.. calls.All.Take(MostCallsAtOnce)]) : null;
    }

    private async Task CarryOutAsync(IAgentTools tools, Said said, CancellationToken cancellationToken)
    {
        var asked = new AssistantChatMessage(said.Calls);

        if (said.Text.Length > 0)
        {
            asked.Content.Add(ChatMessageContentPart.CreateTextPart(said.Text));
        }

        _messages.Add(asked);

        foreach (var call in said.Calls)
        {
            var arguments = LooseJson.TryParse(call.FunctionArguments.ToMemory().Span) ?? default(JsonElement);
            var outcome = await tools.RunAsync(call.FunctionName, arguments, cancellationToken);
            _messages.Add(new ToolChatMessage(call.Id, outcome.Says));
            _handsOver |= outcome.HandsOver;
            _reason ??= outcome.Reason;

            if (outcome.HasEffect)
            {
                growing.HoldFast();
            }
        }
    }

    private ChatCompletionOptions Options(bool mayCall)
    {
        var options = new ChatCompletionOptions();

        foreach (var tool in question.Tools?.Offered ?? [])
        {
            options.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.Schema)));
        }

        if (options.Tools.Count > 0 && !mayCall)
        {
            options.ToolChoice = ChatToolChoice.CreateNoneChoice();
        }

        return options;
    }

    private sealed record Said(string Text, IReadOnlyList<ChatToolCall> Calls);
}

// Lays a question before a model: system prompt, the thread so far, the question.
using OpenAI.Chat;

namespace Omni.Core.Agents.OpenAi;

internal static class SayToModel
{
    /// <summary>Messages of one side in a row become one: some servers insist that the roles take turns.</summary>
    public static List<ChatMessage> From(string? systemPrompt, AgentQuestion question)
    {
        var messages = new List<ChatMessage>();

        if (!string.IsNullOrWhiteSpace(systemPrompt))
        {
            messages.Add(new SystemChatMessage(systemPrompt));
        }

        var texts = new List<string>();
        bool? isCustomers = null;

        foreach (var said in question.History.Append(new(true, question.Message)))
        {
            if (isCustomers is { } before && before != said.IsCustomers)
            {
                messages.Add(ToMessage(before, texts));
                texts.Clear();
            }

            isCustomers = said.IsCustomers;
            texts.Add(said.Text);
        }

        messages.Add(ToMessage(true, texts));
        return messages;
    }

    private static ChatMessage ToMessage(bool isCustomers, List<string> texts)
    {
        var text = string.Join('\n', texts);
        return isCustomers ? new UserChatMessage(text) : new AssistantChatMessage(text);
    }
}

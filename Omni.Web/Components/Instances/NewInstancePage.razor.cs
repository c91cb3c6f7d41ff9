using Microsoft.AspNetCore.Components;
using Omni.Core.Agents;
using Omni.Core.Contacts;
using Omni.Core.Instances;
using Omni.Core.Results;
using Omni.Web.Components.Shared;
using Omni.Web.Hosting;

namespace Omni.Web.Components.Instances;

public sealed partial class NewInstancePage
{
    private static readonly (ChannelType Channel, string Sentence)[] Channels =
    [
        (ChannelType.WhatsApp, "A number, through your Evolution gateway."),
        (ChannelType.WebChat, "A chat page and a bubble for your web site. Works at once."),
    ];

    private readonly InstanceDraft _draft = new();
    private IReadOnlyList<string> _agents = [];
    private Form? _form;
    private Error? _error;
    private NewInstance? _made;
    private bool _isBusy;

    [Inject] public required CreateInstance Create { get; init; }

    [Inject] public required FindAgents Agents { get; init; }

    [Inject] public required PublicAddress Address { get; init; }

    protected override async Task OnInitializedAsync()
        => _agents = [.. (await Agents.ListAsync(null, 500, CancellationToken.None)).Select(a => a.Agent.Name)];

    // What was wrong was wrong for the other channel.
    private void Choose(ChannelType channel)
    {
        _draft.Channel = channel;
        _form?.Forget();
    }

    private async Task CreateAsync()
    {
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;

        try
        {
            var made = await Create.RunAsync(_draft.ToNew(), Address.Url, CancellationToken.None);
            (_made, _error) = (made.Value, made.Error is { Kind: ErrorKind.Gateway } away
                ? away with { Message = $"{away.Message} Nothing was made. To go on without the gateway, leave its setting up for later." }
                : made.Error);
        }
        finally
        {
            _isBusy = false;
        }
    }

    private string WebhookUrl(string name) => $"{Address.Url}/webhook/evolution/{name}";
}

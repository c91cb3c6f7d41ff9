using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Omni.Web.Components.Inbox;

public sealed partial class InboxPage
{
    private int _unread;
    private bool _isPersonShown;

    [Inject] public required IJSRuntime Js { get; init; }

    [Parameter]
    public Guid? Id { get; set; }

    /// <summary>The message to show, from an address that leads to one.</summary>
    [SupplyParameterFromQuery(Name = "message")]
    public Guid? MessageId { get; set; }

    protected override async Task OnInitializedAsync() => _isPersonShown = await Js.InvokeAsync<bool>("omni.person.isShown");

    private void OnUnread(int unread) => _unread = unread;
}

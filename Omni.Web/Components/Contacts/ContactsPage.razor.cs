using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Omni.Core.Conversations.People;
using Omni.Core.Feed;
using Omni.Web.Components.Shared;
using Omni.Web.Hosting;

namespace Omni.Web.Components.Contacts;

public sealed partial class ContactsPage : LiveScreen
{
    private const int PageSize = 50;

    private List<ContactRow>? _rows;
    private int _total;
    private string _search = "";
    private bool _isAdding;
    private bool _isImporting;

    [Inject] public required ListContacts Contacts { get; init; }

    [Inject] public required IOptions<OmniOptions> Options { get; init; }

    private string Region => Options.Value.DefaultRegion;

    protected override async Task OnInitializedAsync()
    {
        Follow(change => change.Kind is FeedKind.Contact, ReadAsync);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var read = BeginRead();
        var search = _search;
        var rows = await Contacts.RunAsync(search, Region, null, Math.Max(PageSize, _rows?.Count ?? 0), Leaving);
        var total = await Contacts.CountAsync(search, Region, Leaving);

        // Something else was searched for meanwhile.
        if (search == _search && MayShow(read))
        {
            (_rows, _total) = (rows, total);
        }
    }

    private async Task SearchAsync(string search)
    {
        (_search, _rows) = (search, null);
        await ReadAsync();
    }

    private async Task LoadMoreAsync()
    {
        if (_rows is [.., var last] rows)
        {
            var more = await Contacts.RunAsync(_search, Region, last.Cursor, PageSize, Leaving);
            rows.AddRange(more.Where(m => !rows.Exists(r => r.Id == m.Id)));
        }
    }
}

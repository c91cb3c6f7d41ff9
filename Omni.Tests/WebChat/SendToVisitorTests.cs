// Programs write to visitors by the id of one who has written; any other id would begin a thread that nobody reads.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Tests.Support;

namespace Omni.Tests.WebChat;

public sealed class SendToVisitorTests(SharedApp app)
{
    [Fact]
    public async Task Who_has_written_gets_it_and_nobody_else_is_made_up()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        await visitor.WriteAsync("Are you open today?");
        await using var stream = await visitor.ListenAsync();
        Assert.Equal(["Are you open today?"], await stream.NextTextsAsync(1));
        var identity = await chat.InTenantAsync((_, db) => db.ContactIdentities.SingleAsync());

        Assert.True((await SendAsync(chat, identity.Value)).IsOk);
        Assert.Equal(["Until six"], await stream.NextTextsAsync(1));

        foreach (var stranger in (string[])[identity.ContactId.ToString(), Guid.NewGuid().ToString()])
        {
            var refused = await SendAsync(chat, stranger);
            Assert.Equal((ErrorKind.Invalid, $"'{stranger}' is no visitor who has written. The id of one stands among the addresses of their contact."), (refused.Error!.Kind, refused.Error.Message));
        }

        Assert.Equal(1, await chat.InTenantAsync((_, db) => db.Contacts.CountAsync()));
    }

    private static Task<Result<Message>> SendAsync(TestChat chat, string to)
        => chat.InTenantAsync((services, _) => services.GetRequiredService<SendToAddress>().RunAsync(new(chat.Name, to, new() { Text = "Until six" }, MessageSource.Api, null, "BR"), default));
}

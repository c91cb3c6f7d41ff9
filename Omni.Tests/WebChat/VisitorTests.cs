// Who a visitor is, and what is refused to them.
using System.Net;
using Omni.Core.Contacts;
using Omni.Tests.Support;

namespace Omni.Tests.WebChat;

public sealed class VisitorTests(SharedApp app)
{
    [Fact]
    public async Task Two_visitors_never_see_each_other()
    {
        var chat = await TestChat.CreateAsync(app);
        using var one = chat.Visit();
        using var other = chat.Visit();
        await using var streamOfOne = await one.ListenAsync();
        await using var streamOfOther = await other.ListenAsync();

        await one.WriteAsync("I am one");
        await other.WriteAsync("I am the other");

        Assert.Equal(["I am one", "[Echo from webchat] I am one"], await streamOfOne.NextTextsAsync(2));
        Assert.Equal(["I am the other", "[Echo from webchat] I am the other"], await streamOfOther.NextTextsAsync(2));
        await one.WriteAsync("again");
        Assert.Equal("again", await streamOfOne.NextTextAsync());
        await other.WriteAsync("mine");
        Assert.Equal("mine", await streamOfOther.NextTextAsync());
    }

    [Theory]
    [InlineData("altered")]
    [InlineData("forged")]
    [InlineData("of another tenant")]
    public async Task A_cookie_that_is_not_of_this_chat_makes_a_new_visitor(string kind)
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        var otherChat = await TestChat.CreateAsync(app, hasAgent: false);
        using var known = chat.Visit();
        using var elsewhere = otherChat.Visit();
        await known.WriteAsync("secret");
        await elsewhere.WriteAsync("elsewhere");
        using var stranger = chat.Visit();
        stranger.Cookie = kind switch
        {
            "altered" => Alter(known.Cookie!),
            "forged" => (await chat.MessagesAsync())[0].Address,
            _ => elsewhere.Cookie,
        };

        await stranger.WriteAsync("who am I");
        await using var stream = await stranger.ListenAsync();

        Assert.Equal("who am I", await stream.NextTextAsync());
        Assert.Equal(2, (await chat.MessagesAsync()).Select(m => m.ConversationId).Distinct().Count());
    }

    [Fact]
    public async Task The_cookie_is_for_us_alone_and_lasts_a_year()
    {
        var chat = await TestChat.CreateAsync(app);
        using var visitor = chat.Visit();
        using var page = await visitor.GetAsync();
        var cookie = Assert.Single(page.Headers.GetValues("Set-Cookie"));

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=31536000", cookie, StringComparison.OrdinalIgnoreCase);

        // The same visitor, for another year.
        await visitor.WriteAsync("hello");
        using var again = await visitor.GetAsync();
        Assert.Single(again.Headers.GetValues("Set-Cookie"));
        await using var stream = await visitor.ListenAsync();
        Assert.Equal("hello", await stream.NextTextAsync());
    }

    [Fact]
    public async Task A_chat_that_is_not_there_or_switched_off_or_no_web_chat_is_not_found()
    {
        var off = await TestChat.CreateAsync(app, isActive: false);
        var whatsapp = await TestChat.CreateAsync(app, channel: ChannelType.WhatsApp);

        foreach (var name in (string[])["nobody-is-here", "Not_A_Name", off.Name, whatsapp.Name])
        {
            using var visitor = new Visitor(app.BaseUrl, name);
            using var page = await visitor.GetAsync();
            using var widget = await visitor.GetAsync("/widget.js");
            using var post = await visitor.PostAsync("hello");
            using var stream = await visitor.OpenAsync();
            Assert.All((HttpResponseMessage[])[page, widget, post, stream], r => Assert.Equal(HttpStatusCode.NotFound, r.StatusCode));
            Assert.Equal(("text/html", "application/problem+json"), (page.Content.Headers.ContentType?.MediaType, post.Content.Headers.ContentType?.MediaType));
            Assert.Null(visitor.Cookie);
        }
    }

    [Theory]
    [InlineData("not json", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("[1]", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":5}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":null}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":" \n "}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":"\u0000"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":"half \ud83d"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":"hello","client_id":{}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":"hello","name":7}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":"nul \u0000 is dropped","name":" Noa ","other":1}""", HttpStatusCode.Accepted)]
    public async Task What_cannot_be_taken_is_refused_in_words_and_nothing_is_stored(string body, HttpStatusCode expected)
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        using var response = await visitor.PostRawAsync(body);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected is HttpStatusCode.Accepted ? 1 : 0, (await chat.MessagesAsync()).Count);
        Assert.Equal(expected is HttpStatusCode.Accepted ? "application/json" : "application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Texts_that_are_too_long_and_bodies_that_are_too_large_are_refused()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        using var longest = await visitor.PostAsync(new string('א', 4000));
        using var tooLong = await visitor.PostAsync(new string('א', 4001));
        using var tooLarge = await visitor.PostAsync(new string('a', 70_000));
        using var form = await visitor.PostRawAsync("text=hello", "application/x-www-form-urlencoded");
        using var plain = await visitor.PostRawAsync("""{"text":"hello"}""", "text/plain");

        Assert.Equal(HttpStatusCode.Accepted, longest.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLong.StatusCode);
        Assert.Contains("4001", await tooLong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, HttpStatusCode.UnsupportedMediaType), (form.StatusCode, plain.StatusCode));
        Assert.Single(await chat.MessagesAsync());
    }

    private static string Alter(string cookie)
    {
        var middle = cookie.Length / 2;
        return $"{cookie[..middle]}{(cookie[middle] == 'A' ? 'B' : 'A')}{cookie[(middle + 1)..]}";
    }
}

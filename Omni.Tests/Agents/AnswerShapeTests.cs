// What agents answer, in every shape of the contract (3.1), and in some that it does not foresee.
using Omni.Core.Agents;
using Omni.Core.Agents.Answers;
using Omni.Core.Messages;

namespace Omni.Tests.Agents;

public sealed class AnswerShapeTests
{
    [Theory]
    [InlineData("""{"message":"Hi"}""")]
    [InlineData("""{"text":"Hi"}""")]
    [InlineData("""{"content":"Hi"}""")]
    [InlineData("""{"response":"Hi"}""")]
    [InlineData("""{"message":"","text":" ","content":null,"response":"Hi"}""")]
    [InlineData("""{"response":"No","content":"No","text":"No","message":"Hi"}""")]
    [InlineData("""{"message":7,"text":"Hi"}""")]
    [InlineData("""{"data":{"message":"Hi"}}""")]
    [InlineData("""{"data":{"response":"Hi"},"message":""}""")]
    [InlineData("""{"message":"Hi","data":{"message":"No"}}""")]
    [InlineData("""{"data":"Hi"}""")]
    [InlineData("""{"success":true,"message":"  Hi\n"}""")]
    [InlineData("\"Hi\"")]
    [InlineData("\uFEFF{\"message\":\"Hi\"}")]
    public void The_text_is_found(string body) => Assert.Equal("Hi", Answered(body).Text);

    [Theory]
    [InlineData("Hi", "text/plain", "Hi")]
    [InlineData("Hi", null, "Hi")]
    [InlineData("[Hi] there", null, "[Hi] there")]
    [InlineData("42", null, "42")]
    [InlineData("42", "text/plain", "42")]
    [InlineData("true", "text/plain", "true")]
    [InlineData("[1,2]", "text/plain", "[1,2]")]
    [InlineData("{\"message\":\"Hi\"}", "text/plain", "Hi")]
    [InlineData("", "application/json", "")]
    [InlineData("{}", "application/json", "")]
    public void Plain_text_is_the_text(string body, string? type, string text) => Assert.Equal(text, Assert.IsType<AgentAnswer.Answered>(ReadAnswer.From(body, type)).Text);

    [Theory]
    [InlineData("""{"success":false,"message":"Database password is wrong"}""", "application/json")]
    [InlineData("<!doctype html><p>Bad gateway", "text/html")]
    [InlineData("<html>", "text/plain")]
    [InlineData("{\"message\":\"Hi\"", "application/json")]
    [InlineData("[1,2]", "application/json")]
    [InlineData("17", "application/json")]
    [InlineData("Hi", "application/json")]
    [InlineData("<p>Bad gateway", null)]
    [InlineData("{\"message\":\"Hi", null)]
    [InlineData("[1,2]", null)]
    [InlineData("null", null)]
    public void What_is_no_answer_is_a_failure_that_is_not_repeated(string body, string? type)
    {
        var failed = Assert.IsType<AgentAnswer.Failed>(ReadAnswer.From(body, type));

        Assert.False(failed.MayRepeat);
        Assert.DoesNotContain("password", failed.Reason);
    }

    [Theory]
    [InlineData("""{"message":"Hi","handoff":true}""", null)]
    [InlineData("""{"message":"Hi","data":{"handoff":true}}""", null)]
    [InlineData("""{"message":"Hi","handoff":{"reason":"Refund"}}""", "Refund")]
    [InlineData("""{"message":"Hi","handoff":true,"handoff_reason":"Refund"}""", "Refund")]
    [InlineData("""{"message":"Hi","tool_calls":[{"name":"search"},{"name":"handoff","arguments":{"reason":"Refund"}}]}""", "Refund")]
    [InlineData("""{"message":"Hi","tool_calls":[{"type":"function","function":{"name":"handoff","arguments":"{\"reason\":\"Refund\"}"}}]}""", "Refund")]
    [InlineData("""{"data":{"message":"Hi","tool_calls":["handoff"]}}""", null)]
    [InlineData("""{"message":"Hi","tools":[{"tool_name":"handoff","tool_args":{"reason":"Refund"}}]}""", "Refund")]
    public void The_wish_to_hand_over_is_understood(string body, string? reason)
    {
        var answer = Answered(body);

        Assert.Equal(("Hi", true, reason), (answer.Text, answer.HandsOver, answer.HandOverReason));
    }

    [Theory]
    [InlineData("""{"message":"Hi","handoff":false}""")]
    [InlineData("""{"message":"Hi","handoff":null,"tool_calls":null}""")]
    [InlineData("""{"message":"I will not handoff","tool_calls":[{"name":"search","arguments":{"q":"handoff"}}]}""")]
    public void Without_the_wish_the_agent_keeps_the_conversation(string body) => Assert.False(Answered(body).HandsOver);

    [Fact]
    public void Files_and_a_place_come_beside_the_text()
    {
        var answer = Answered("""
            {"message":"Here","location":{"latitude":52.5,"longitude":"13.4","name":"Shop","address":"Main street 1"},
             "data":{"attachments":[
               {"type":"image","url":"https://files.example/a.png","caption":"Look"},
               {"type":"document","base64":"AAEC","mime_type":"application/pdf","file_name":"menu.pdf"},
               {"url":"https://files.example/song.mp3"},
               {"type":"voice","base64":"data:audio/ogg;base64,AAEC"},
               "https://files.example/film.mp4"]}}
            """);

        Assert.Empty(answer.Notes);
        Assert.Equal(
            [MessageKind.Location, MessageKind.Image, MessageKind.Document, MessageKind.Audio, MessageKind.Audio, MessageKind.Video], answer.Contents.Select(c => c.Kind));
        Assert.Equal(new GeoPoint(52.5, 13.4, "Shop", "Main street 1"), answer.Contents[0].Details!.Location);
        Assert.Equal(("Look", "https://files.example/a.png"), (answer.Contents[1].Text, answer.Contents[1].File!.Url));
        Assert.Equal(("menu.pdf", "application/pdf", 3), (answer.Contents[2].File!.FileName, answer.Contents[2].File!.MimeType, answer.Contents[2].File!.Bytes!.Length));
        Assert.Equal(("audio/ogg", true), (answer.Contents[4].File!.MimeType, answer.Contents[4].Details!.IsVoice));
    }

    [Theory]
    [InlineData("""{"type":"image"}""", "address or its bytes")]
    [InlineData("""{"type":"image","base64":"not base64!"}""", "base64")]
    [InlineData("""{"type":"image","base64":""}""", "address or its bytes")]
    [InlineData("""{"type":"image","url":"ftp://files.example/a.png"}""", "http")]
    [InlineData("""{"type":"image","url":"/relative.png"}""", "http")]
    [InlineData("""{"type":"image","url":"https://files.example/a","mime_type":"a picture"}""", "image/jpeg")]
    [InlineData("17", "address or its bytes")]
    public void A_bad_file_loses_nothing_but_itself_and_is_noted(string file, string words)
    {
        var answer = Answered($$"""{"message":"Hi","attachments":[{{file}},{"type":"image","url":"https://files.example/good.png"}]}""");

        Assert.Equal("Hi", answer.Text);
        Assert.Equal("https://files.example/good.png", Assert.Single(answer.Contents).File!.Url);
        Assert.Contains(words, Assert.Single(answer.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"latitude":91,"longitude":0}""")]
    [InlineData("""{"latitude":1}""")]
    [InlineData("\"Lisbon\"")]
    public void A_bad_place_loses_nothing_but_itself_and_is_noted(string place)
    {
        var answer = Answered($$"""{"message":"Hi","location":{{place}}}""");

        Assert.Equal(("Hi", 0, 1), (answer.Text, answer.Contents.Count, answer.Notes.Count));
    }

    [Fact]
    public void An_answer_brings_ten_files_at_most()
    {
        var files = string.Join(',', Enumerable.Repeat("""{"type":"image","url":"https://files.example/a.png"}""", 500));
        var answer = Answered($$"""{"message":"Hi","attachments":[{{files}}]}""");

        Assert.Equal((10, 10), (answer.Contents.Count, answer.Notes.Count));
    }

    [Fact]
    public void Half_a_surrogate_pair_or_a_NUL_in_an_answer_does_not_lose_it()
        => Assert.Equal("Bom \uFFFD dia!", Answered("""{"message":"Bom \ud83d dia\u0000!","success":true}""").Text);

    private static AgentAnswer.Answered Answered(string body) => Assert.IsType<AgentAnswer.Answered>(ReadAnswer.From(body, "application/json"));
}

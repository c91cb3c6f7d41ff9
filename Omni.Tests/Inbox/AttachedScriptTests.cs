// The script of a component whose tab is away.
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Omni.Web.Components.Shared;

namespace Omni.Tests.Inbox;

public sealed class AttachedScriptTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tab_that_does_not_answer_while_the_script_is_fetched_breaks_no_page(bool hasLeft)
    {
        var tab = new AwayTab();
        await using var script = new AttachedScript<Screen>("./Screen.razor.js");
        var attaching = script.AttachAsync(tab, new Screen());

        if (hasLeft)
        {
            await script.DisposeAsync();
        }

        tab.Answer.SetCanceled(TestContext.Current.CancellationToken);
        await attaching;

        Assert.Null(script.Attached);

        if (!hasLeft)
        {
            // When it is back, the next render tries again.
            _ = script.AttachAsync(tab, new Screen());
            Assert.Equal(2, tab.Asked);
        }
    }

    private sealed class Screen : ComponentBase;

    private sealed class AwayTab : IJSRuntime
    {
        public TaskCompletionSource Answer { get; } = new();

        public int Asked { get; private set; }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => InvokeAsync<TValue>(identifier, TestContext.Current.CancellationToken, args);

        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args)
        {
            Asked++;
            await Answer.Task;
            return default!;
        }
    }
}

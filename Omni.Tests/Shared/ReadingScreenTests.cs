using Omni.Web.Components.Shared;

namespace Omni.Tests.Shared;

public sealed class ReadingScreenTests
{
    [Fact]
    public void A_read_that_ends_after_a_later_one_is_not_shown()
    {
        using var screen = new Screen();
        var (first, refresh, last) = (screen.Begin(), screen.Begin(), screen.Begin());

        Assert.Equal([true, false, true], [screen.Shows(refresh), screen.Shows(first), screen.Shows(last)]);
    }

    [Fact]
    public void Whoever_has_left_reads_nothing_more()
    {
        var screen = new Screen();
        var before = screen.Reads;
        Assert.False(before.IsCancellationRequested);

        screen.Dispose();
        screen.Dispose();

        Assert.True(before.IsCancellationRequested);
        Assert.True(screen.Reads.IsCancellationRequested);
    }

    private sealed class Screen : ReadingScreen
    {
        public CancellationToken Reads => Leaving;

        public int Begin() => BeginRead();

        public bool Shows(int read) => MayShow(read);
    }
}

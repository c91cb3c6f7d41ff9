// Two nodes of one Omni, for the classes that ask whether they get in each other's way.
namespace Omni.Tests.Support;

public sealed class TwoNodes : IAsyncLifetime
{
    public OmniApp One { get; } = new();

    public OmniApp Two { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await One.InitializeAsync();
        Two = OmniApp.On(One.ConnectionString);
        await Two.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (Two?.DisposeAsync() ?? ValueTask.CompletedTask);
        await One.DisposeAsync();
    }
}

[CollectionDefinition(nameof(TwoNodes))]
public sealed class TwoNodesGroup : ICollectionFixture<TwoNodes>;

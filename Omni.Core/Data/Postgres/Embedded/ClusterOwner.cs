namespace Omni.Core.Data.Postgres.Embedded;

// PostgreSQL refuses to run as root. This is whom its programs run as instead: nobody else when we are not root (user is null),
// the owner of a cluster that is there, or else the system's user `postgres`.
internal sealed record ClusterOwner(string? UserId, string? GroupId)
{
    public static async Task<ClusterOwner> FindAsync(Cluster? existing, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ClusterOwner(null, null);
        }

        if (existing is not null)
        {
            var owner = await RunTool.RunAsync(["stat", "-c", "%u:%g", existing.DataDirectory], cancellationToken);
            if (owner.Succeeded && owner.Output.Split(':') is [var ownerId, var ownerGroup] && ownerId != "0")
            {
                return new ClusterOwner(ownerId, ownerGroup);
            }
        }

        var user = await RunTool.RunAsync(["id", "-u", "postgres"], cancellationToken);
        var group = await RunTool.RunAsync(["id", "-g", "postgres"], cancellationToken);
        return user.Succeeded && group.Succeeded
            ? new ClusterOwner(user.Output, group.Output)
            : throw new EmbeddedPostgresException(
                "PostgreSQL refuses to run as root and there is no user `postgres` to run it as: make one with `useradd --system postgres`, or run Omni as an ordinary user.");
    }

    public Task<ToolResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        RunTool.RunAsync(
            UserId is null ? command : ["setpriv", $"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups", "--", .. command],
            cancellationToken);

    public async Task<bool> CanPassAsync(string directory, CancellationToken cancellationToken) =>
        UserId is null || (await RunAsync(["test", "-x", directory], cancellationToken)).Succeeded;

    public async Task TakeAsync(string path, CancellationToken cancellationToken)
    {
        if (UserId is null)
        {
            return;
        }

        var change = await RunTool.RunAsync(["chown", "-R", $"{UserId}:{GroupId}", path], cancellationToken);
        if (!change.Succeeded)
        {
            throw new EmbeddedPostgresException($"{path} could not be given to the user that runs PostgreSQL: {change.Reason}");
        }
    }
}

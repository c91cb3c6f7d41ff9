using System.Text.Json.Nodes;

namespace Omni.Core.WebhookSubscriptions;

/// <summary>Shows what an event is about, exactly as the REST API shows it to a key of the whole tenant.</summary>
public interface IShowSubjects
{
    /// <summary>As it is now. Null when it is gone.</summary>
    /// <param name="name">The event, by its name on the wire.</param>
    /// <param name="subjectId">The message, conversation or contact.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<JsonObject?> ShowAsync(string name, Guid subjectId, CancellationToken cancellationToken);
}

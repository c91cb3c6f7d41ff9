// The export for members: programs have /api/v1/contacts/export.
using Microsoft.AspNetCore.Http.HttpResults;
using Omni.Core.Conversations.People;

namespace Omni.Web.Components.Contacts;

internal static class ContactDownload
{
    public static void MapContactDownload(this IEndpointRouteBuilder app)
        => app.MapGet("/contacts/export.csv", ExportAsync).RequireAuthorization().ExcludeFromDescription();

    private static async Task<FileStreamHttpResult> ExportAsync(ExportContacts export, CancellationToken cancellationToken)
        => TypedResults.Stream(await export.RunAsync(cancellationToken), ExportContacts.ContentType, "contacts.csv");
}

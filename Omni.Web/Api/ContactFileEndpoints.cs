using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Omni.Core.Conversations.People;
using Omni.Core.Leads;
using Omni.Web.Hosting;

namespace Omni.Web.Api;

/// <summary><c>/contacts/import</c> and <c>/contacts/export</c>: people as CSV.</summary>
internal static class ContactFileEndpoints
{
    // A form has some words around the file.
    private const int MaxBodyBytes = ImportContacts.MaxBytes + (64 * 1024);

    public static void MapContactFiles(this IEndpointRouteBuilder contacts)
    {
        contacts.MapPost("/import", ImportAsync)
            .Accepts<string>("text/csv", "text/plain", "application/octet-stream", "application/vnd.ms-excel", "multipart/form-data")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .DisableRequestTimeout()
            .WithSummary("Bring people in from a CSV file, as the body or as a form's file; lines that cannot be used are told and do not stop the others");
        contacts.MapGet("/export", ExportAsync).WithSummary("All people as a CSV file");
    }

    internal static async Task<Results<Ok<ImportSummary>, ProblemHttpResult>> ImportAsync(
        HttpRequest request, ImportContacts import, IOptions<OmniOptions> options, CancellationToken cancellationToken)
    {
        var file = request.HasFormContentType ? await FileOfAsync(request, cancellationToken) : request.Body;

        if (file is null)
        {
            return Problems.InvalidField("file", "Send the CSV as the body, or as a file of the form.");
        }

        await using (file)
        {
            var imported = await import.RunAsync(file, options.Value.DefaultRegion, cancellationToken);
            return imported.IsOk ? TypedResults.Ok(imported.Value) : imported.Error.ToProblem();
        }
    }

    internal static async Task<FileStreamHttpResult> ExportAsync(ExportContacts export, CancellationToken cancellationToken)
        => TypedResults.Stream(await export.RunAsync(cancellationToken), ExportContacts.ContentType, "contacts.csv");

    private static async Task<Stream?> FileOfAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return (await request.ReadFormAsync(cancellationToken)).Files is [var file, ..] ? file.OpenReadStream() : null;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return null;
        }
    }
}

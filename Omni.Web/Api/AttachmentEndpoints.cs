using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Omni.Core.Messages;
using Omni.Core.Results;

namespace Omni.Web.Api;

/// <summary>The files of messages: for programs by key, for members by their sign-in.</summary>
internal static class AttachmentEndpoints
{
    public static void MapAttachments(this IEndpointRouteBuilder api)
        => api.MapGet("/attachments/{id}", ReadAsync).WithTags("Messages").WithSummary("A file of a message");

    /// <summary>The address that pages use.</summary>
    public static void MapMemberFiles(this IEndpointRouteBuilder app)
        => app.MapGet("/files/{id}", ReadAsync).RequireAuthorization().ExcludeFromDescription();

    internal static async Task<Results<FileContentHttpResult, RedirectHttpResult, ProblemHttpResult>> ReadAsync(
        string id, HttpContext http, ClaimsPrincipal user, OpenAttachment open, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var guid) || await open.RunAsync(guid, cancellationToken) is not { } file || !user.MayTouchInstance(file.InstanceName))
        {
            return Problems.NotFound("attachment");
        }

        if (file.Bytes is null)
        {
            return WebAddress.Read(file.SourceUrl) is { } address ? TypedResults.Redirect(address.AbsoluteUri) : Problems.NotFound("attachment");
        }

        // Whatever a stranger called it: nothing that could run is ever shown as a page of ours.
        var isShown = file.MimeType is "image/jpeg" or "image/png" or "image/gif" or "image/webp" or "application/pdf"
            || file.MimeType.StartsWith("audio/", StringComparison.Ordinal) || file.MimeType.StartsWith("video/", StringComparison.Ordinal);
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "private, max-age=3600";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return isShown
            ? TypedResults.File(file.Bytes, file.MimeType, enableRangeProcessing: true)
            : TypedResults.File(file.Bytes, "application/octet-stream", file.FileName ?? "file");
    }
}

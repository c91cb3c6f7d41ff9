// Lists come in pages: ?limit=1..200 (50) and the cursor that the page before ended with.
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Omni.Core.Results;

namespace Omni.Web.Api;

/// <summary>One page of a list. <paramref name="NextCursor"/> is null on the last one; <paramref name="Total"/> counts all pages.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor, long Total)
{
    /// <summary>Cuts a page from <paramref name="rows"/>, which hold one row more than the page when there is a next one.</summary>
    /// <param name="paging">What was asked.</param>
    /// <param name="rows">Read with <see cref="Paging.Take"/> as their limit.</param>
    /// <param name="keyOf">The key by which the next page finds where this one ended.</param>
    /// <param name="total">How many there are in all.</param>
    public static Page<T> Of(Paging paging, IReadOnlyList<T> rows, Func<T, string> keyOf, long total)
        => rows.Count > paging.Limit
            ? new([.. rows.Take(paging.Limit)], Paging.CursorOf(keyOf(rows[paging.Limit - 1])), total)
            : new(rows, null, total);
}

/// <param name="Limit">Rows on a page.</param>
/// <param name="After">The key of the last row of the page before; null on the first page.</param>
internal sealed record Paging(int Limit, string? After)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>How many rows to read: one more than the page, to know whether another follows.</summary>
    public int Take => Limit + 1;

    public static string CursorOf(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    /// <summary>For handlers whose cursor holds a key that makes no sense.</summary>
    public static Error BadCursor() => Error.Invalid("cursor", "Take the cursor from next_cursor of the page before.");
}

/// <summary>The query of a list as it came in; take it with <c>[AsParameters]</c>. No record: the generated binding cannot name nullable parameters.</summary>
internal sealed class PageQuery
{
    [FromQuery(Name = "limit")] public string? Limit { get; init; }

    [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

    public Result<Paging> Read()
    {
        var limit = Paging.DefaultLimit;

        if (Limit is not null && (!int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Paging.MaxLimit))
        {
            return Error.Invalid("limit", $"Give a whole number from 1 to {Paging.MaxLimit}.");
        }

        if (string.IsNullOrEmpty(Cursor))
        {
            return new Paging(limit, null);
        }

        try
        {
            var key = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(Cursor));
            return key.Contains('\0', StringComparison.Ordinal) ? Paging.BadCursor() : new Paging(limit, key);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return Paging.BadCursor();
        }
    }
}

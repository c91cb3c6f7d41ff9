// A value that is kept as one jsonb column, written and read by System.Text.Json.
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Omni.Core.Data.Conventions;

internal static class JsonColumn
{
    private static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web);

    public static PropertyBuilder<T> IsJson<T>(this PropertyBuilder<T> property)
        where T : class
    {
        property.HasConversion(
            value => JsonSerializer.Serialize(value, Shape),
            text => JsonSerializer.Deserialize<T>(text, Shape)!,
            new ValueComparer<T>(
                (one, other) => JsonSerializer.Serialize(one, Shape) == JsonSerializer.Serialize(other, Shape),
                value => JsonSerializer.Serialize(value, Shape).GetHashCode(StringComparison.Ordinal),
                value => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, Shape), Shape)!));
        return property.HasColumnType("jsonb");
    }
}

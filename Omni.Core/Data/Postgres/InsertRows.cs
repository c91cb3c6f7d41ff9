// Inserts many rows in one statement. Raw SQL: LINQ has no ON CONFLICT, and statement by statement a hundred thousand rows take minutes.
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Omni.Core.Data.Postgres;

internal static class InsertRows
{
    extension(OmniDbContext db)
    {
        /// <summary>In the order given; rows that clash with a unique index are left out. Answers how many went in.</summary>
        public Task<int> InsertRowsAsync<T>(IReadOnlyCollection<T> rows, CancellationToken cancellationToken)
            where T : class
        {
            // The columns as the model says it, so that a new one cannot be forgotten here; what the database gives is left to it.
            var entity = db.Model.FindEntityType(typeof(T))!;
            var properties = entity.GetProperties().Where(p => !p.ValueGenerated.HasFlag(Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.OnAdd))
                .Select(p => (Column: p.GetColumnName(), Property: p.PropertyInfo!, p.GetRelationalTypeMapping().Converter)).ToList();
            var columns = string.Join(", ", properties.Select(p => p.Column));
            var tenant = db.Tenant!.Value.Value;
            var json = JsonSerializer.Serialize(rows.Select(row => properties.ToDictionary(
                p => p.Column, p => p.Column == "tenant_id" ? tenant : Provided(p.Property.GetValue(row), p.Converter))));
            var table = entity.GetTableName();

            // From json and not jsonb: the order of the rows is kept, and with it the order of what the database numbers.
            return db.Database.ExecuteSqlRawAsync(
                string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, {{0}}::json) ON CONFLICT DO NOTHING"),
                [json],
                cancellationToken);
        }
    }

    private static object? Provided(object? value, Microsoft.EntityFrameworkCore.Storage.ValueConversion.ValueConverter? converter)
        => value is not null && converter is not null ? converter.ConvertToProvider(value) : value;
}

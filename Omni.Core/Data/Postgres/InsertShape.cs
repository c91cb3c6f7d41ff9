// An INSERT of one entity as the model says it, for statements of our own: a new column cannot be forgotten there.
using System.Globalization;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Omni.Core.Data.Postgres;

internal sealed class InsertShape
{
    // Only to make parameters by.
    private static readonly NpgsqlCommand Maker = new();
    private readonly List<(PropertyInfo Property, RelationalTypeMapping Mapping, bool IsNullable)> _parameters = [];

    /// <param name="entity">What is inserted.</param>
    /// <param name="firstParameter">The number of its first parameter, counted from 1.</param>
    /// <param name="given">Columns whose value is an expression of the statement instead.</param>
    public InsertShape(IEntityType entity, int firstParameter, IReadOnlyDictionary<string, string> given)
    {
        var columns = new List<string>();
        var values = new List<string>();

        foreach (var property in entity.GetProperties().Where(p => p.ValueGenerated is ValueGenerated.Never))
        {
            var column = property.GetColumnName();
            columns.Add(column);

            if (given.TryGetValue(column, out var expression))
            {
                values.Add(expression);
                continue;
            }

            values.Add(string.Create(CultureInfo.InvariantCulture, $"${firstParameter + _parameters.Count}::{property.GetColumnType()}"));
            _parameters.Add((property.PropertyInfo!, property.GetRelationalTypeMapping(), property.IsNullable));
        }

        Sql = $"INSERT INTO {entity.GetTableName()} ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)}";
        NextParameter = firstParameter + _parameters.Count;
    }

    /// <summary><c>INSERT INTO … SELECT …</c>, to be followed by where from.</summary>
    public string Sql { get; }

    public int NextParameter { get; }

    public void AddParameters(NpgsqlBatchCommand command, object entity)
    {
        foreach (var (property, mapping, isNullable) in _parameters)
        {
            command.Parameters.Add(mapping.CreateParameter(Maker, "", property.GetValue(entity), isNullable));
        }
    }
}

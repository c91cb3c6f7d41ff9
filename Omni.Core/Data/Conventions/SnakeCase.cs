// Tables, columns, keys and indexes are named the way PostgreSQL's people name them.
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Omni.Core.Data.Conventions;

internal static class SnakeCase
{
    extension(ModelBuilder builder)
    {
        public void UseSnakeCase()
        {
            foreach (var entity in builder.Model.GetEntityTypes().Where(e => !e.IsMappedToJson()))
            {
                entity.SetTableName(Of(entity.GetTableName()!.Replace("AspNet", "", StringComparison.Ordinal)));
            }

            // Names of keys and indexes are made from the table's, so tables come first.
            foreach (var entity in builder.Model.GetEntityTypes())
            {
                // Owned by a JSON column: it has no table and its names are JSON's.
                if (entity.IsMappedToJson())
                {
                    continue;
                }

                foreach (var property in entity.GetProperties())
                {
                    property.SetColumnName(Of(property.GetColumnName()));
                }

                foreach (var key in entity.GetKeys())
                {
                    key.SetName(Of(key.GetName()!));
                }

                foreach (var foreignKey in entity.GetForeignKeys())
                {
                    foreignKey.SetConstraintName(Of(foreignKey.GetConstraintName()!));
                }

                foreach (var index in entity.GetIndexes())
                {
                    index.SetDatabaseName(Of(index.GetDatabaseName()!));
                }
            }
        }
    }

    internal static string Of(string name)
    {
        var snake = new StringBuilder(name.Length + 8);

        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(name[i]));
        }

        return snake.ToString();
    }
}

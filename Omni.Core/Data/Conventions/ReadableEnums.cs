// Enums are stored by name, so that a row can be read in psql; those with a conversion of their own keep it.
using Microsoft.EntityFrameworkCore;

namespace Omni.Core.Data.Conventions;

internal static class ReadableEnums
{
    extension(ModelBuilder builder)
    {
        public void UseReadableEnums()
        {
            foreach (var property in builder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
            {
                var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;

                if (type.IsEnum && property.GetProviderClrType() is null && property.GetValueConverter() is null)
                {
                    property.SetProviderClrType(typeof(string));
                    property.SetMaxLength(32);
                }
            }
        }
    }
}

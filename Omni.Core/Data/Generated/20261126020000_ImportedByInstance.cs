using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Omni.Core.Data.Generated
{
    /// <inheritdoc />
    public partial class ImportedByInstance : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "instance_name",
                table: "imported_messages",
                type: "character varying(63)",
                maxLength: 63,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "instance_name",
                table: "imported_messages");
        }
    }
}

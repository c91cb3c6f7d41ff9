using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Omni.Core.Data.Generated
{
    /// <inheritdoc />
    public partial class LastMessageTime : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_message_at",
                table: "conversations",
                type: "timestamp with time zone",
                nullable: true);

            // For all tenants at once: the owner is held by row-level security too, until it is applied again after the migrations.
            migrationBuilder.Sql(
                """
                ALTER TABLE conversations NO FORCE ROW LEVEL SECURITY;
                ALTER TABLE messages NO FORCE ROW LEVEL SECURITY;
                UPDATE conversations c SET last_message_at = m.sent_at FROM messages m WHERE m.id = c.last_message_id;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "last_message_at",
                table: "conversations");
        }
    }
}

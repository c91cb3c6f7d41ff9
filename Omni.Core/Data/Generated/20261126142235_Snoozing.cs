using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Omni.Core.Data.Generated
{
    /// <inheritdoc />
    public partial class Snoozing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "snoozed_until",
                table: "conversations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_id_snoozed_until",
                table: "conversations",
                columns: new[] { "tenant_id", "snoozed_until" },
                filter: "status = 'Snoozed' AND merged_into_id IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_id_snoozed_until",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "snoozed_until",
                table: "conversations");
        }
    }
}

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Omni.Core.Data.Generated
{
    /// <inheritdoc />
    public partial class ScheduledMessages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "time_zone",
                table: "tenants",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "message_schedules",
                columns: table => new
                {
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    series_id = table.Column<Guid>(type: "uuid", nullable: false),
                    send_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    first_at = table.Column<DateTime>(type: "timestamp without time zone", nullable: false),
                    time_zone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    recurrence = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    only_if_unanswered = table.Column<bool>(type: "boolean", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message_schedules", x => x.message_id);
                    table.ForeignKey(
                        name: "fk_message_schedules_messages_message_id",
                        column: x => x.message_id,
                        principalTable: "messages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_messages_scheduled",
                table: "messages",
                columns: new[] { "tenant_id", "conversation_id", "sent_at" },
                filter: "status = 9");

            migrationBuilder.CreateIndex(
                name: "ix_message_schedules_tenant_id_send_at_message_id",
                table: "message_schedules",
                columns: new[] { "tenant_id", "send_at", "message_id" });

            migrationBuilder.CreateIndex(
                name: "ix_message_schedules_tenant_id_series_id",
                table: "message_schedules",
                columns: new[] { "tenant_id", "series_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "message_schedules");

            migrationBuilder.DropIndex(
                name: "ix_messages_scheduled",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "time_zone",
                table: "tenants");
        }
    }
}

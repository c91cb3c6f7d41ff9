using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Omni.Core.Data.Generated
{
    /// <inheritdoc />
    public partial class TraceStages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "agent_response_length",
                table: "message_traces",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "agent_tokens",
                table: "message_traces",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "channel",
                table: "message_traces",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "formatted_at",
                table: "message_traces",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "has_media",
                table: "message_traces",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "has_quoted_message",
                table: "message_traces",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "message_length",
                table: "message_traces",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "processing_at",
                table: "message_traces",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "sending_at",
                table: "message_traces",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "session_id",
                table: "message_traces",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "user_id",
                table: "message_traces",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_message_traces_tenant_id_conversation_id_received_at",
                table: "message_traces",
                columns: new[] { "tenant_id", "conversation_id", "received_at" },
                descending: new[] { false, false, true });

            migrationBuilder.CreateIndex(
                name: "ix_message_traces_tenant_id_instance_name_received_at",
                table: "message_traces",
                columns: new[] { "tenant_id", "instance_name", "received_at" },
                descending: new[] { false, false, true });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_message_traces_tenant_id_conversation_id_received_at",
                table: "message_traces");

            migrationBuilder.DropIndex(
                name: "ix_message_traces_tenant_id_instance_name_received_at",
                table: "message_traces");

            migrationBuilder.DropColumn(
                name: "agent_response_length",
                table: "message_traces");

            migrationBuilder.DropColumn(
                name: "agent_tokens",
                table: "message_traces");

            migrationBuilder.DropColumn(
                name: "channel",
                table: "message_traces");

            migrationBuilder.DropColumn(
                name: "formatted_at",
                table: "message_traces");

            migrationBuilder.DropColumn(
                name: "has_media",
                table: "message_traces");

            migrationBuilder.DropColumn(
                name: "has_quoted_message",
                table: "message_traces");

            migrationBuilder.DropColumn(
                name: "message_length",
                table: "message_traces");

            migrationBuilder.DropColumn(
                name: "processing_at",
                table: "message_traces");

            migrationBuilder.DropColumn(
                name: "sending_at",
                table: "message_traces");

            migrationBuilder.DropColumn(
                name: "session_id",
                table: "message_traces");

            migrationBuilder.DropColumn(
                name: "user_id",
                table: "message_traces");
        }
    }
}

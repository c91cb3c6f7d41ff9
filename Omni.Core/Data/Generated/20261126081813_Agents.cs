using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Omni.Core.Data.Generated
{
    /// <inheritdoc />
    public partial class Agents : Migration
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

            migrationBuilder.AddColumn<string>(
                name: "access_mode",
                table: "instances",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Open");

            migrationBuilder.AddColumn<int>(
                name: "give_back_minutes",
                table: "instances",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "agent_id",
                table: "conversations",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "held_by",
                table: "conversations",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "held_since",
                table: "conversations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "history_messages",
                table: "agents",
                type: "integer",
                nullable: false,
                defaultValue: 20);

            migrationBuilder.AddColumn<bool>(
                name: "is_team",
                table: "agents",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "model",
                table: "agents",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "offers_tools",
                table: "agents",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<string>(
                name: "session_rule",
                table: "agents",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Person");

            migrationBuilder.AddColumn<bool>(
                name: "streams",
                table: "agents",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "system_prompt",
                table: "agents",
                type: "character varying(20000)",
                maxLength: 20000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "when_overtaken",
                table: "agents",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Queue");

            migrationBuilder.CreateTable(
                name: "access_rules",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: true),
                    pattern = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    literal = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    is_prefix = table.Column<bool>(type: "boolean", nullable: false),
                    action = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    author_id = table.Column<Guid>(type: "uuid", nullable: true),
                    author_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_access_rules", x => x.id);
                    table.ForeignKey(
                        name: "fk_access_rules_instances_instance_id",
                        column: x => x.instance_id,
                        principalTable: "instances",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "message_blocks",
                columns: table => new
                {
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    rule_id = table.Column<Guid>(type: "uuid", nullable: true),
                    pattern = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    is_of_instance = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    author_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    rule_created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    mode = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message_blocks", x => new { x.tenant_id, x.message_id });
                    table.ForeignKey(
                        name: "fk_message_blocks_messages_message_id",
                        column: x => x.message_id,
                        principalTable: "messages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

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

            migrationBuilder.CreateIndex(
                name: "ix_conversations_agent_id",
                table: "conversations",
                column: "agent_id");

            migrationBuilder.CreateIndex(
                name: "ix_access_rules_instance_id",
                table: "access_rules",
                column: "instance_id");

            migrationBuilder.CreateIndex(
                name: "ix_access_rules_of_instance",
                table: "access_rules",
                columns: new[] { "tenant_id", "instance_id", "literal", "is_prefix", "action" },
                unique: true,
                filter: "instance_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_access_rules_of_tenant",
                table: "access_rules",
                columns: new[] { "tenant_id", "literal", "is_prefix", "action" },
                unique: true,
                filter: "instance_id IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_access_rules_tenant_id_created_at_id",
                table: "access_rules",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_access_rules_tenant_id_literal",
                table: "access_rules",
                columns: new[] { "tenant_id", "literal" });

            migrationBuilder.CreateIndex(
                name: "ix_message_blocks_message_id",
                table: "message_blocks",
                column: "message_id");

            migrationBuilder.AddForeignKey(
                name: "fk_conversations_agents_agent_id",
                table: "conversations",
                column: "agent_id",
                principalTable: "agents",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_conversations_agents_agent_id",
                table: "conversations");

            migrationBuilder.DropTable(
                name: "access_rules");

            migrationBuilder.DropTable(
                name: "message_blocks");

            migrationBuilder.DropIndex(
                name: "ix_message_traces_tenant_id_conversation_id_received_at",
                table: "message_traces");

            migrationBuilder.DropIndex(
                name: "ix_message_traces_tenant_id_instance_name_received_at",
                table: "message_traces");

            migrationBuilder.DropIndex(
                name: "ix_conversations_agent_id",
                table: "conversations");

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

            migrationBuilder.DropColumn(
                name: "access_mode",
                table: "instances");

            migrationBuilder.DropColumn(
                name: "give_back_minutes",
                table: "instances");

            migrationBuilder.DropColumn(
                name: "agent_id",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "held_by",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "held_since",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "history_messages",
                table: "agents");

            migrationBuilder.DropColumn(
                name: "is_team",
                table: "agents");

            migrationBuilder.DropColumn(
                name: "model",
                table: "agents");

            migrationBuilder.DropColumn(
                name: "offers_tools",
                table: "agents");

            migrationBuilder.DropColumn(
                name: "session_rule",
                table: "agents");

            migrationBuilder.DropColumn(
                name: "streams",
                table: "agents");

            migrationBuilder.DropColumn(
                name: "system_prompt",
                table: "agents");

            migrationBuilder.DropColumn(
                name: "when_overtaken",
                table: "agents");
        }
    }
}

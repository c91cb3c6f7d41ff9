using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Omni.Core.Data.Generated
{
    /// <inheritdoc />
    public partial class AccessRules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "access_mode",
                table: "instances",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Open");

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_rules");

            migrationBuilder.DropTable(
                name: "message_blocks");

            migrationBuilder.DropColumn(
                name: "access_mode",
                table: "instances");
        }
    }
}

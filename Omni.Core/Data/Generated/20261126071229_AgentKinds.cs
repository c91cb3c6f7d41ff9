using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Omni.Core.Data.Generated
{
    /// <inheritdoc />
    public partial class AgentKinds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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
        }
    }
}

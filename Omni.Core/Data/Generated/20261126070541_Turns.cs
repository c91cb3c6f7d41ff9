using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Omni.Core.Data.Generated
{
    /// <inheritdoc />
    public partial class Turns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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

            migrationBuilder.AddColumn<string>(
                name: "when_overtaken",
                table: "agents",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Queue");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_agent_id",
                table: "conversations",
                column: "agent_id");

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

            migrationBuilder.DropIndex(
                name: "ix_conversations_agent_id",
                table: "conversations");

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
                name: "when_overtaken",
                table: "agents");
        }
    }
}

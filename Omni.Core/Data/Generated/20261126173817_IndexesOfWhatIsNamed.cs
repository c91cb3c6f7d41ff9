using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Omni.Core.Data.Generated
{
    /// <inheritdoc />
    public partial class IndexesOfWhatIsNamed : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_messages_lead_id",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "ix_conversations_agent_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_assignee_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_lead_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_merged_into_id",
                table: "conversations");

            migrationBuilder.CreateIndex(
                name: "ix_messages_lead_id",
                table: "messages",
                column: "lead_id",
                filter: "lead_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_agent_id",
                table: "conversations",
                column: "agent_id",
                filter: "agent_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_assignee_id",
                table: "conversations",
                column: "assignee_id",
                filter: "assignee_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_lead_id",
                table: "conversations",
                column: "lead_id",
                filter: "lead_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_merged_into_id",
                table: "conversations",
                column: "merged_into_id",
                filter: "merged_into_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_messages_lead_id",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "ix_conversations_agent_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_assignee_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_lead_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_merged_into_id",
                table: "conversations");

            migrationBuilder.CreateIndex(
                name: "ix_messages_lead_id",
                table: "messages",
                column: "lead_id");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_agent_id",
                table: "conversations",
                column: "agent_id");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_assignee_id",
                table: "conversations",
                column: "assignee_id");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_lead_id",
                table: "conversations",
                column: "lead_id");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_merged_into_id",
                table: "conversations",
                column: "merged_into_id");
        }
    }
}

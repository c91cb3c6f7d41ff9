using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Omni.Core.Data.Generated
{
    /// <inheritdoc />
    public partial class OnePersonOneThread : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_id_canonical_key",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_id_last_activity_at_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_id_status_last_activity_at",
                table: "conversations");

            migrationBuilder.AddColumn<string>(
                name: "lead_rule",
                table: "tenants",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "None");

            migrationBuilder.AddColumn<Guid>(
                name: "lead_id",
                table: "messages",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "address_kind",
                table: "early_receipts",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "address_value",
                table: "early_receipts",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "lead_id",
                table: "conversations",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "merged_into_id",
                table: "conversations",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "attributes",
                table: "contacts",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<Guid>(
                name: "merged_into_id",
                table: "contacts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "subject_id",
                table: "activities",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "address_pairs",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    value = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    other_channel = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    other_kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    other_value = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_address_pairs", x => new { x.tenant_id, x.channel, x.kind, x.value, x.other_channel, x.other_kind, x.other_value });
                });

            migrationBuilder.CreateTable(
                name: "background_jobs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    is_dry_run = table.Column<bool>(type: "boolean", nullable: false),
                    step = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    cursor = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    total = table.Column<long>(type: "bigint", nullable: true),
                    done = table.Column<long>(type: "bigint", nullable: false),
                    counts = table.Column<string>(type: "jsonb", nullable: false),
                    problems = table.Column<List<string>>(type: "text[]", nullable: false),
                    error = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    actor = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    node = table.Column<Guid>(type: "uuid", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_background_jobs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conversation_merges",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    survivor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merged_id = table.Column<Guid>(type: "uuid", nullable: false),
                    survivor_contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merged_contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    actor = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    is_by_hand = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    undone_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    before = table.Column<string>(type: "jsonb", nullable: false),
                    moved = table.Column<List<Guid>>(type: "uuid[]", nullable: false),
                    moved_keys = table.Column<List<string>>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conversation_merges", x => x.id);
                    table.ForeignKey(
                        name: "fk_conversation_merges_contacts_merged_contact_id",
                        column: x => x.merged_contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_conversation_merges_contacts_survivor_contact_id",
                        column: x => x.survivor_contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_conversation_merges_conversations_merged_id",
                        column: x => x.merged_id,
                        principalTable: "conversations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_conversation_merges_conversations_survivor_id",
                        column: x => x.survivor_id,
                        principalTable: "conversations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "imported_messages",
                columns: table => new
                {
                    sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    fingerprint = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    to_number = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    from_number = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    remote_jid = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    lead_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    direction = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    body = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    message_id = table.Column<Guid>(type: "uuid", nullable: true),
                    problem = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    imported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_imported_messages", x => x.sequence);
                });

            migrationBuilder.CreateTable(
                name: "leads",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contact_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    phone_number = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    stage = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    source = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    value = table.Column<decimal>(type: "numeric(18,2)", precision: 18, scale: 2, nullable: true),
                    notes = table.Column<string>(type: "character varying(10000)", maxLength: 10000, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_leads", x => x.id);
                    table.ForeignKey(
                        name: "fk_leads_contacts_contact_id",
                        column: x => x.contact_id,
                        principalTable: "contacts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_leads_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "merged_messages",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merge_id = table.Column<Guid>(type: "uuid", nullable: false),
                    message_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_merged_messages", x => new { x.tenant_id, x.merge_id, x.message_id });
                    table.ForeignKey(
                        name: "fk_merged_messages_conversation_merges_merge_id",
                        column: x => x.merge_id,
                        principalTable: "conversation_merges",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_messages_lead_id",
                table: "messages",
                column: "lead_id");

            migrationBuilder.CreateIndex(
                name: "ix_messages_tenant_id_lead_id",
                table: "messages",
                columns: new[] { "tenant_id", "lead_id" },
                filter: "lead_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_lead_id",
                table: "conversations",
                column: "lead_id");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_merged_into_id",
                table: "conversations",
                column: "merged_into_id");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_id_canonical_key",
                table: "conversations",
                columns: new[] { "tenant_id", "canonical_key" },
                unique: true,
                filter: "merged_into_id IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_id_last_activity_at_id",
                table: "conversations",
                columns: new[] { "tenant_id", "last_activity_at", "id" },
                descending: new[] { false, true, true },
                filter: "merged_into_id IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_id_merged_into_id",
                table: "conversations",
                columns: new[] { "tenant_id", "merged_into_id" },
                filter: "merged_into_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_id_status_last_activity_at",
                table: "conversations",
                columns: new[] { "tenant_id", "status", "last_activity_at" },
                descending: new[] { false, false, true },
                filter: "merged_into_id IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_merged_into_id",
                table: "contacts",
                column: "merged_into_id");

            migrationBuilder.CreateIndex(
                name: "ix_contacts_tenant_id_name_id",
                table: "contacts",
                columns: new[] { "tenant_id", "name", "id" },
                filter: "merged_into_id IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_background_jobs_tenant_id_created_at_id",
                table: "background_jobs",
                columns: new[] { "tenant_id", "created_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_background_jobs_tenant_id_kind",
                table: "background_jobs",
                columns: new[] { "tenant_id", "kind" },
                unique: true,
                filter: "status IN ('Queued', 'Running')");

            migrationBuilder.CreateIndex(
                name: "ix_conversation_merges_merged_contact_id",
                table: "conversation_merges",
                column: "merged_contact_id");

            migrationBuilder.CreateIndex(
                name: "ix_conversation_merges_merged_id",
                table: "conversation_merges",
                column: "merged_id");

            migrationBuilder.CreateIndex(
                name: "ix_conversation_merges_survivor_contact_id",
                table: "conversation_merges",
                column: "survivor_contact_id");

            migrationBuilder.CreateIndex(
                name: "ix_conversation_merges_survivor_id",
                table: "conversation_merges",
                column: "survivor_id");

            migrationBuilder.CreateIndex(
                name: "ix_conversation_merges_tenant_id_survivor_id_at",
                table: "conversation_merges",
                columns: new[] { "tenant_id", "survivor_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_imported_messages_tenant_id_fingerprint",
                table: "imported_messages",
                columns: new[] { "tenant_id", "fingerprint" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_imported_messages_waiting",
                table: "imported_messages",
                columns: new[] { "tenant_id", "sequence" },
                filter: "message_id IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_leads_contact_id",
                table: "leads",
                column: "contact_id");

            migrationBuilder.CreateIndex(
                name: "ix_leads_owner_id",
                table: "leads",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_id_contact_id_created_at",
                table: "leads",
                columns: new[] { "tenant_id", "contact_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_id_created_at_id",
                table: "leads",
                columns: new[] { "tenant_id", "created_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_leads_tenant_id_stage_created_at",
                table: "leads",
                columns: new[] { "tenant_id", "stage", "created_at" },
                descending: new[] { false, false, true });

            migrationBuilder.CreateIndex(
                name: "ix_merged_messages_merge_id",
                table: "merged_messages",
                column: "merge_id");

            migrationBuilder.AddForeignKey(
                name: "fk_contacts_contacts_merged_into_id",
                table: "contacts",
                column: "merged_into_id",
                principalTable: "contacts",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_conversations_conversations_merged_into_id",
                table: "conversations",
                column: "merged_into_id",
                principalTable: "conversations",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_conversations_leads_lead_id",
                table: "conversations",
                column: "lead_id",
                principalTable: "leads",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);

            migrationBuilder.AddForeignKey(
                name: "fk_messages_leads_lead_id",
                table: "messages",
                column: "lead_id",
                principalTable: "leads",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_contacts_contacts_merged_into_id",
                table: "contacts");

            migrationBuilder.DropForeignKey(
                name: "fk_conversations_conversations_merged_into_id",
                table: "conversations");

            migrationBuilder.DropForeignKey(
                name: "fk_conversations_leads_lead_id",
                table: "conversations");

            migrationBuilder.DropForeignKey(
                name: "fk_messages_leads_lead_id",
                table: "messages");

            migrationBuilder.DropTable(
                name: "address_pairs");

            migrationBuilder.DropTable(
                name: "background_jobs");

            migrationBuilder.DropTable(
                name: "imported_messages");

            migrationBuilder.DropTable(
                name: "leads");

            migrationBuilder.DropTable(
                name: "merged_messages");

            migrationBuilder.DropTable(
                name: "conversation_merges");

            migrationBuilder.DropIndex(
                name: "ix_messages_lead_id",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "ix_messages_tenant_id_lead_id",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "ix_conversations_lead_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_merged_into_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_id_canonical_key",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_id_last_activity_at_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_id_merged_into_id",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_tenant_id_status_last_activity_at",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_contacts_merged_into_id",
                table: "contacts");

            migrationBuilder.DropIndex(
                name: "ix_contacts_tenant_id_name_id",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "lead_rule",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "lead_id",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "address_kind",
                table: "early_receipts");

            migrationBuilder.DropColumn(
                name: "address_value",
                table: "early_receipts");

            migrationBuilder.DropColumn(
                name: "lead_id",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "merged_into_id",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "attributes",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "merged_into_id",
                table: "contacts");

            migrationBuilder.DropColumn(
                name: "subject_id",
                table: "activities");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_id_canonical_key",
                table: "conversations",
                columns: new[] { "tenant_id", "canonical_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_id_last_activity_at_id",
                table: "conversations",
                columns: new[] { "tenant_id", "last_activity_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_conversations_tenant_id_status_last_activity_at",
                table: "conversations",
                columns: new[] { "tenant_id", "status", "last_activity_at" },
                descending: new[] { false, false, true });
        }
    }
}

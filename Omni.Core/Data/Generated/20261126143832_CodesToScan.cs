using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Omni.Core.Data.Generated
{
    /// <inheritdoc />
    public partial class CodesToScan : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "code_at",
                table: "instances",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "pairing_code",
                table: "instances",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "qr_code",
                table: "instances",
                type: "text",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "code_at",
                table: "instances");

            migrationBuilder.DropColumn(
                name: "pairing_code",
                table: "instances");

            migrationBuilder.DropColumn(
                name: "qr_code",
                table: "instances");
        }
    }
}

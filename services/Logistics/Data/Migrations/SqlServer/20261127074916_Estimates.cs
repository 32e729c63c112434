using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Logistics.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Estimates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "EstimatedDelivery",
                schema: "logistics",
                table: "waiting_scans",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "HeldSince",
                schema: "logistics",
                table: "tracking_numbers",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "EstimatedDelivery",
                schema: "logistics",
                table: "scans",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "EstimateRevision",
                schema: "logistics",
                table: "packages",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "EstimateSource",
                schema: "logistics",
                table: "packages",
                type: "nvarchar(60)",
                maxLength: 60,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "EstimatedAt",
                schema: "logistics",
                table: "packages",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "LabelledEstimate",
                schema: "logistics",
                table: "packages",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "SilentAfterHours",
                schema: "logistics",
                table: "packages",
                type: "int",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "carrier_gaps",
                schema: "logistics",
                columns: table => new
                {
                    Carrier = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Day = table.Column<int>(type: "int", nullable: false),
                    Class = table.Column<int>(type: "int", nullable: false),
                    Count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_carrier_gaps", x => new { x.Carrier, x.Day, x.Class });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "carrier_gaps",
                schema: "logistics");

            migrationBuilder.DropColumn(
                name: "EstimatedDelivery",
                schema: "logistics",
                table: "waiting_scans");

            migrationBuilder.DropColumn(
                name: "HeldSince",
                schema: "logistics",
                table: "tracking_numbers");

            migrationBuilder.DropColumn(
                name: "EstimatedDelivery",
                schema: "logistics",
                table: "scans");

            migrationBuilder.DropColumn(
                name: "EstimateRevision",
                schema: "logistics",
                table: "packages");

            migrationBuilder.DropColumn(
                name: "EstimateSource",
                schema: "logistics",
                table: "packages");

            migrationBuilder.DropColumn(
                name: "EstimatedAt",
                schema: "logistics",
                table: "packages");

            migrationBuilder.DropColumn(
                name: "LabelledEstimate",
                schema: "logistics",
                table: "packages");

            migrationBuilder.DropColumn(
                name: "SilentAfterHours",
                schema: "logistics",
                table: "packages");
        }
    }
}

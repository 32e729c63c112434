using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Logistics.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class CarriersAndEstimates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Blame",
                schema: "logistics",
                table: "waiting_scans",
                type: "nvarchar(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Code",
                schema: "logistics",
                table: "waiting_scans",
                type: "nvarchar(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "EstimatedDelivery",
                schema: "logistics",
                table: "waiting_scans",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SignedBy",
                schema: "logistics",
                table: "waiting_scans",
                type: "nvarchar(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "HeldSince",
                schema: "logistics",
                table: "tracking_numbers",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Blame",
                schema: "logistics",
                table: "scans",
                type: "nvarchar(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Code",
                schema: "logistics",
                table: "scans",
                type: "nvarchar(100)",
                maxLength: 100,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "EstimatedDelivery",
                schema: "logistics",
                table: "scans",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SignedBy",
                schema: "logistics",
                table: "scans",
                type: "nvarchar(100)",
                maxLength: 100,
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
                name: "carrier_codes",
                schema: "logistics",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Carrier = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Code = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Status = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Detail = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Blame = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    Who = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    AppliedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Packages = table.Column<int>(type: "int", nullable: true),
                    Followed = table.Column<int>(type: "int", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_carrier_codes", x => x.Id);
                });

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

            migrationBuilder.CreateTable(
                name: "carrier_messages",
                schema: "logistics",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Carrier = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    ReceivedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ContentType = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true),
                    Body = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    Hash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    VerifiedBy = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Outcome = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Note = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_carrier_messages", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "erased_orders",
                schema: "logistics",
                columns: table => new
                {
                    OrderId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ErasedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_erased_orders", x => x.OrderId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_scans_Source_Code",
                schema: "logistics",
                table: "scans",
                columns: new[] { "Source", "Code" },
                filter: "\"Code\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_scans_Source_RawStatus",
                schema: "logistics",
                table: "scans",
                columns: new[] { "Source", "RawStatus" },
                filter: "\"RawStatus\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_carrier_codes_AppliedAt",
                schema: "logistics",
                table: "carrier_codes",
                column: "AppliedAt");

            migrationBuilder.CreateIndex(
                name: "IX_carrier_codes_Carrier_Code_At",
                schema: "logistics",
                table: "carrier_codes",
                columns: new[] { "Carrier", "Code", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_carrier_messages_Carrier_Hash",
                schema: "logistics",
                table: "carrier_messages",
                columns: new[] { "Carrier", "Hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_carrier_messages_Carrier_ReceivedAt_Id",
                schema: "logistics",
                table: "carrier_messages",
                columns: new[] { "Carrier", "ReceivedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_carrier_messages_Outcome_ReceivedAt",
                schema: "logistics",
                table: "carrier_messages",
                columns: new[] { "Outcome", "ReceivedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_carrier_messages_ReceivedAt",
                schema: "logistics",
                table: "carrier_messages",
                column: "ReceivedAt");

            migrationBuilder.CreateIndex(
                name: "IX_erased_orders_ErasedAt",
                schema: "logistics",
                table: "erased_orders",
                column: "ErasedAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "carrier_codes",
                schema: "logistics");

            migrationBuilder.DropTable(
                name: "carrier_gaps",
                schema: "logistics");

            migrationBuilder.DropTable(
                name: "carrier_messages",
                schema: "logistics");

            migrationBuilder.DropTable(
                name: "erased_orders",
                schema: "logistics");

            migrationBuilder.DropIndex(
                name: "IX_scans_Source_Code",
                schema: "logistics",
                table: "scans");

            migrationBuilder.DropIndex(
                name: "IX_scans_Source_RawStatus",
                schema: "logistics",
                table: "scans");

            migrationBuilder.DropColumn(
                name: "Blame",
                schema: "logistics",
                table: "waiting_scans");

            migrationBuilder.DropColumn(
                name: "Code",
                schema: "logistics",
                table: "waiting_scans");

            migrationBuilder.DropColumn(
                name: "EstimatedDelivery",
                schema: "logistics",
                table: "waiting_scans");

            migrationBuilder.DropColumn(
                name: "SignedBy",
                schema: "logistics",
                table: "waiting_scans");

            migrationBuilder.DropColumn(
                name: "HeldSince",
                schema: "logistics",
                table: "tracking_numbers");

            migrationBuilder.DropColumn(
                name: "Blame",
                schema: "logistics",
                table: "scans");

            migrationBuilder.DropColumn(
                name: "Code",
                schema: "logistics",
                table: "scans");

            migrationBuilder.DropColumn(
                name: "EstimatedDelivery",
                schema: "logistics",
                table: "scans");

            migrationBuilder.DropColumn(
                name: "SignedBy",
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

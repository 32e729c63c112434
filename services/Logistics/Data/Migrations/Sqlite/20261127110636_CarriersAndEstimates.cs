using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Logistics.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CarriersAndEstimates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Blame",
                table: "waiting_scans",
                type: "TEXT",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Code",
                table: "waiting_scans",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EstimatedDelivery",
                table: "waiting_scans",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SignedBy",
                table: "waiting_scans",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "HeldSince",
                table: "tracking_numbers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Blame",
                table: "scans",
                type: "TEXT",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Code",
                table: "scans",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EstimatedDelivery",
                table: "scans",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SignedBy",
                table: "scans",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "EstimateRevision",
                table: "packages",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "EstimateSource",
                table: "packages",
                type: "TEXT",
                maxLength: 60,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EstimatedAt",
                table: "packages",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LabelledEstimate",
                table: "packages",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "SilentAfterHours",
                table: "packages",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "carrier_codes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Carrier = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Detail = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Blame = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Who = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    AppliedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Packages = table.Column<int>(type: "INTEGER", nullable: true),
                    Followed = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_carrier_codes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "carrier_gaps",
                columns: table => new
                {
                    Carrier = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    Class = table.Column<int>(type: "INTEGER", nullable: false),
                    Count = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_carrier_gaps", x => new { x.Carrier, x.Day, x.Class });
                });

            migrationBuilder.CreateTable(
                name: "carrier_messages",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Carrier = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ContentType = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Body = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    VerifiedBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_carrier_messages", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "erased_orders",
                columns: table => new
                {
                    OrderId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ErasedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_erased_orders", x => x.OrderId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_scans_Source_Code",
                table: "scans",
                columns: new[] { "Source", "Code" },
                filter: "\"Code\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_scans_Source_RawStatus",
                table: "scans",
                columns: new[] { "Source", "RawStatus" },
                filter: "\"RawStatus\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_carrier_codes_AppliedAt",
                table: "carrier_codes",
                column: "AppliedAt");

            migrationBuilder.CreateIndex(
                name: "IX_carrier_codes_Carrier_Code_At",
                table: "carrier_codes",
                columns: new[] { "Carrier", "Code", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_carrier_messages_Carrier_Hash",
                table: "carrier_messages",
                columns: new[] { "Carrier", "Hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_carrier_messages_Carrier_ReceivedAt_Id",
                table: "carrier_messages",
                columns: new[] { "Carrier", "ReceivedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_carrier_messages_Outcome_ReceivedAt",
                table: "carrier_messages",
                columns: new[] { "Outcome", "ReceivedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_carrier_messages_ReceivedAt",
                table: "carrier_messages",
                column: "ReceivedAt");

            migrationBuilder.CreateIndex(
                name: "IX_erased_orders_ErasedAt",
                table: "erased_orders",
                column: "ErasedAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "carrier_codes");

            migrationBuilder.DropTable(
                name: "carrier_gaps");

            migrationBuilder.DropTable(
                name: "carrier_messages");

            migrationBuilder.DropTable(
                name: "erased_orders");

            migrationBuilder.DropIndex(
                name: "IX_scans_Source_Code",
                table: "scans");

            migrationBuilder.DropIndex(
                name: "IX_scans_Source_RawStatus",
                table: "scans");

            migrationBuilder.DropColumn(
                name: "Blame",
                table: "waiting_scans");

            migrationBuilder.DropColumn(
                name: "Code",
                table: "waiting_scans");

            migrationBuilder.DropColumn(
                name: "EstimatedDelivery",
                table: "waiting_scans");

            migrationBuilder.DropColumn(
                name: "SignedBy",
                table: "waiting_scans");

            migrationBuilder.DropColumn(
                name: "HeldSince",
                table: "tracking_numbers");

            migrationBuilder.DropColumn(
                name: "Blame",
                table: "scans");

            migrationBuilder.DropColumn(
                name: "Code",
                table: "scans");

            migrationBuilder.DropColumn(
                name: "EstimatedDelivery",
                table: "scans");

            migrationBuilder.DropColumn(
                name: "SignedBy",
                table: "scans");

            migrationBuilder.DropColumn(
                name: "EstimateRevision",
                table: "packages");

            migrationBuilder.DropColumn(
                name: "EstimateSource",
                table: "packages");

            migrationBuilder.DropColumn(
                name: "EstimatedAt",
                table: "packages");

            migrationBuilder.DropColumn(
                name: "LabelledEstimate",
                table: "packages");

            migrationBuilder.DropColumn(
                name: "SilentAfterHours",
                table: "packages");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Logistics.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Estimates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "EstimatedDelivery",
                table: "waiting_scans",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "HeldSince",
                table: "tracking_numbers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EstimatedDelivery",
                table: "scans",
                type: "INTEGER",
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "carrier_gaps");

            migrationBuilder.DropColumn(
                name: "EstimatedDelivery",
                table: "waiting_scans");

            migrationBuilder.DropColumn(
                name: "HeldSince",
                table: "tracking_numbers");

            migrationBuilder.DropColumn(
                name: "EstimatedDelivery",
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

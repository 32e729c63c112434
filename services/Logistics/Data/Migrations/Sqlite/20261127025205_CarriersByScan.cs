using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Logistics.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CarriersByScan : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_packages_Carrier_LastScanAt",
                table: "packages",
                columns: new[] { "Carrier", "LastScanAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_packages_Carrier_LastScanAt",
                table: "packages");
        }
    }
}

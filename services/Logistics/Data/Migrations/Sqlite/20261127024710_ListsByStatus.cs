using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Logistics.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ListsByStatus : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_packages_Status_EstimatedDelivery_Id",
                table: "packages",
                columns: new[] { "Status", "EstimatedDelivery", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_packages_Status_UpdatedAt_Id",
                table: "packages",
                columns: new[] { "Status", "UpdatedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_packages_Status_EstimatedDelivery_Id",
                table: "packages");

            migrationBuilder.DropIndex(
                name: "IX_packages_Status_UpdatedAt_Id",
                table: "packages");
        }
    }
}

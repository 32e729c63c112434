using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Orders.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class ListsByStatus : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_orders_Status_TouchedAt_Id",
                schema: "orders",
                table: "orders",
                columns: new[] { "Status", "TouchedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_orders_Status_TouchedAt_Id",
                schema: "orders",
                table: "orders");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Inventory.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class IndexMovementsByTime : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_movements_RecordedAt",
                table: "movements",
                column: "RecordedAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_movements_RecordedAt",
                table: "movements");
        }
    }
}

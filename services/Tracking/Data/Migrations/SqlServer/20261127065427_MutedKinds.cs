using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Tracking.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class MutedKinds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Muted",
                schema: "tracking",
                table: "preferences",
                type: "nvarchar(400)",
                maxLength: 400,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Muted",
                schema: "tracking",
                table: "preferences");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Notifications.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AddAttemptLeftAt : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "LeftAt",
                table: "attempts",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "LeftAt",
                table: "attempts");
        }
    }
}

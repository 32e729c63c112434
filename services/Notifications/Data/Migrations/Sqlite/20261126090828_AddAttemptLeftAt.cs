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
            // Nobody has written down of those that are open whether they had left: they may have.
            migrationBuilder.Sql("""UPDATE "attempts" SET "LeftAt" = "StartedAt" WHERE "EndedAt" IS NULL""");
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

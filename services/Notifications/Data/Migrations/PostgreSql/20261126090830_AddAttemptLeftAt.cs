using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Notifications.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class AddAttemptLeftAt : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "LeftAt",
                schema: "notifications",
                table: "attempts",
                type: "timestamp with time zone",
                nullable: true);
            // Nobody has written down of those that are open whether they had left: they may have.
            migrationBuilder.Sql("""UPDATE notifications.attempts SET "LeftAt" = "StartedAt" WHERE "EndedAt" IS NULL""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "LeftAt",
                schema: "notifications",
                table: "attempts");
        }
    }
}

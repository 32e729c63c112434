using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Notifications.Data.Migrations.SqlServer
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
                type: "datetimeoffset",
                nullable: true);
            // Nobody has written down of those that are open whether they had left: they may have.
            migrationBuilder.Sql("EXEC(N'UPDATE [notifications].[attempts] SET [LeftAt] = [StartedAt] WHERE [EndedAt] IS NULL')");
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

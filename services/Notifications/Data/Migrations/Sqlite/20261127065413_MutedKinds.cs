using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Notifications.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class MutedKinds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Muted",
                table: "opt_outs",
                type: "TEXT",
                maxLength: 400,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Muted",
                table: "opt_outs");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Admin.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RememberConfiguredPassword : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ConfiguredPasswordHash",
                table: "users",
                type: "TEXT",
                maxLength: 500,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ConfiguredPasswordHash",
                table: "users");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Admin.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class RememberConfiguredPassword : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ConfiguredPasswordHash",
                schema: "admin",
                table: "users",
                type: "character varying(500)",
                maxLength: 500,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ConfiguredPasswordHash",
                schema: "admin",
                table: "users");
        }
    }
}

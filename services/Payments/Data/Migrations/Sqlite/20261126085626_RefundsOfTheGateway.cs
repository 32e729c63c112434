using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Payments.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RefundsOfTheGateway : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "Answered",
                table: "refunds",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "GatewayId",
                table: "refunds",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Told",
                table: "refunds",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Answered",
                table: "refunds");

            migrationBuilder.DropColumn(
                name: "GatewayId",
                table: "refunds");

            migrationBuilder.DropColumn(
                name: "Told",
                table: "refunds");
        }
    }
}

using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Payments.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class RefundsOfTheGateway : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "Answered",
                schema: "payments",
                table: "refunds",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "GatewayId",
                schema: "payments",
                table: "refunds",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Told",
                schema: "payments",
                table: "refunds",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Answered",
                schema: "payments",
                table: "refunds");

            migrationBuilder.DropColumn(
                name: "GatewayId",
                schema: "payments",
                table: "refunds");

            migrationBuilder.DropColumn(
                name: "Told",
                schema: "payments",
                table: "refunds");
        }
    }
}

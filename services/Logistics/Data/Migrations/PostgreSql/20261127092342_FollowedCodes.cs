using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Logistics.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class FollowedCodes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Followed",
                schema: "logistics",
                table: "carrier_codes",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Packages",
                schema: "logistics",
                table: "carrier_codes",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_carrier_messages_Carrier_ReceivedAt_Id",
                schema: "logistics",
                table: "carrier_messages",
                columns: new[] { "Carrier", "ReceivedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_carrier_messages_Carrier_ReceivedAt_Id",
                schema: "logistics",
                table: "carrier_messages");

            migrationBuilder.DropColumn(
                name: "Followed",
                schema: "logistics",
                table: "carrier_codes");

            migrationBuilder.DropColumn(
                name: "Packages",
                schema: "logistics",
                table: "carrier_codes");
        }
    }
}

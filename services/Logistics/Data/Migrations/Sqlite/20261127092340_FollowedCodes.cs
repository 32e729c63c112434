using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Logistics.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class FollowedCodes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Followed",
                table: "carrier_codes",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Packages",
                table: "carrier_codes",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_carrier_messages_Carrier_ReceivedAt_Id",
                table: "carrier_messages",
                columns: new[] { "Carrier", "ReceivedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_carrier_messages_Carrier_ReceivedAt_Id",
                table: "carrier_messages");

            migrationBuilder.DropColumn(
                name: "Followed",
                table: "carrier_codes");

            migrationBuilder.DropColumn(
                name: "Packages",
                table: "carrier_codes");
        }
    }
}

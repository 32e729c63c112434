using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace StatusTracking.Notifications.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class DigestsAndStatusUpdates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "CarriedBy",
                schema: "notifications",
                table: "notifications",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Packages",
                schema: "notifications",
                table: "buyers",
                type: "nvarchar(max)",
                nullable: true);

            migrationBuilder.InsertData(
                schema: "notifications",
                table: "alert_rules",
                columns: new[] { "Channel", "Kind", "Details", "Enabled", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[,]
                {
                    { "email", "status_update", null, false, false, false, false },
                    { "sms", "status_update", null, false, false, false, false }
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DeleteData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "status_update" });

            migrationBuilder.DeleteData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "status_update" });

            migrationBuilder.DropColumn(
                name: "CarriedBy",
                schema: "notifications",
                table: "notifications");

            migrationBuilder.DropColumn(
                name: "Packages",
                schema: "notifications",
                table: "buyers");
        }
    }
}

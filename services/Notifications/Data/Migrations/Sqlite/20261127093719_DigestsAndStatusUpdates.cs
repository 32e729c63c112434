using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace StatusTracking.Notifications.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class DigestsAndStatusUpdates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "CarriedBy",
                table: "notifications",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Packages",
                table: "buyers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.InsertData(
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
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "status_update" });

            migrationBuilder.DeleteData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "status_update" });

            migrationBuilder.DropColumn(
                name: "CarriedBy",
                table: "notifications");

            migrationBuilder.DropColumn(
                name: "Packages",
                table: "buyers");
        }
    }
}

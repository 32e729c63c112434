using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Notifications.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class AlertRules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Details",
                schema: "notifications",
                table: "alert_rules",
                type: "character varying(400)",
                maxLength: 400,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "ToBuyer",
                schema: "notifications",
                table: "alert_rules",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "ToOperations",
                schema: "notifications",
                table: "alert_rules",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "Urgent",
                schema: "notifications",
                table: "alert_rules",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "alert_rule_changes",
                schema: "notifications",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Who = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Channel = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Enabled = table.Column<bool>(type: "boolean", nullable: false),
                    ToBuyer = table.Column<bool>(type: "boolean", nullable: false),
                    ToOperations = table.Column<bool>(type: "boolean", nullable: false),
                    Urgent = table.Column<bool>(type: "boolean", nullable: false),
                    Details = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_alert_rule_changes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "heard_alerts",
                schema: "notifications",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Detail = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    HasEmail = table.Column<bool>(type: "boolean", nullable: false),
                    HasPhone = table.Column<bool>(type: "boolean", nullable: false),
                    BuyerHasEmail = table.Column<bool>(type: "boolean", nullable: false),
                    BuyerHasPhone = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_heard_alerts", x => x.Id);
                });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "available_for_pickup" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "available_for_pickup" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "delayed" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "delayed" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "delivered" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "delivered" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "delivery_attempted" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "delivery_attempted" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "exception" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "exception" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "left_distribution_centre" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "left_distribution_centre" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "order_cancelled" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "order_cancelled" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "order_confirmed" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "order_confirmed" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "out_for_delivery" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "out_for_delivery" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "payment_action_required" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, true });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "payment_action_required" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, true });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "payment_failed" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "payment_failed" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "refunded" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "refunded" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "returned" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "returned" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "shipped" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                schema: "notifications",
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "shipped" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.CreateIndex(
                name: "IX_alert_rule_changes_Kind_Channel_At",
                schema: "notifications",
                table: "alert_rule_changes",
                columns: new[] { "Kind", "Channel", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_heard_alerts_At",
                schema: "notifications",
                table: "heard_alerts",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_heard_alerts_Kind_At",
                schema: "notifications",
                table: "heard_alerts",
                columns: new[] { "Kind", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "alert_rule_changes",
                schema: "notifications");

            migrationBuilder.DropTable(
                name: "heard_alerts",
                schema: "notifications");

            migrationBuilder.DropColumn(
                name: "Details",
                schema: "notifications",
                table: "alert_rules");

            migrationBuilder.DropColumn(
                name: "ToBuyer",
                schema: "notifications",
                table: "alert_rules");

            migrationBuilder.DropColumn(
                name: "ToOperations",
                schema: "notifications",
                table: "alert_rules");

            migrationBuilder.DropColumn(
                name: "Urgent",
                schema: "notifications",
                table: "alert_rules");
        }
    }
}

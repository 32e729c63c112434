using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace StatusTracking.Notifications.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class RulesTemplatesAndDigests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Muted",
                schema: "notifications",
                table: "opt_outs",
                type: "nvarchar(400)",
                maxLength: 400,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "CarriedBy",
                schema: "notifications",
                table: "notifications",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Calendar",
                schema: "notifications",
                table: "messages",
                type: "nvarchar(max)",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Encoding",
                schema: "notifications",
                table: "messages",
                type: "nvarchar(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Segments",
                schema: "notifications",
                table: "messages",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "TemplateTrouble",
                schema: "notifications",
                table: "messages",
                type: "nvarchar(400)",
                maxLength: 400,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "TemplateVersion",
                schema: "notifications",
                table: "messages",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Packages",
                schema: "notifications",
                table: "buyers",
                type: "nvarchar(max)",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Details",
                schema: "notifications",
                table: "alert_rules",
                type: "nvarchar(400)",
                maxLength: 400,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "ToBuyer",
                schema: "notifications",
                table: "alert_rules",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "ToOperations",
                schema: "notifications",
                table: "alert_rules",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "Urgent",
                schema: "notifications",
                table: "alert_rules",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "alert_rule_changes",
                schema: "notifications",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Who = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Channel = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Enabled = table.Column<bool>(type: "bit", nullable: false),
                    ToBuyer = table.Column<bool>(type: "bit", nullable: false),
                    ToOperations = table.Column<bool>(type: "bit", nullable: false),
                    Urgent = table.Column<bool>(type: "bit", nullable: false),
                    Details = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_alert_rule_changes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "dead_addresses",
                schema: "notifications",
                columns: table => new
                {
                    Channel = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Address = table.Column<string>(type: "nvarchar(320)", maxLength: 320, nullable: false),
                    Since = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    NotificationId = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dead_addresses", x => new { x.Channel, x.Address });
                });

            migrationBuilder.CreateTable(
                name: "erased_orders",
                schema: "notifications",
                columns: table => new
                {
                    OrderId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ErasedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_erased_orders", x => x.OrderId);
                });

            migrationBuilder.CreateTable(
                name: "heard_alerts",
                schema: "notifications",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Detail = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    HasEmail = table.Column<bool>(type: "bit", nullable: false),
                    HasPhone = table.Column<bool>(type: "bit", nullable: false),
                    BuyerHasEmail = table.Column<bool>(type: "bit", nullable: false),
                    BuyerHasPhone = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_heard_alerts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "message_templates",
                schema: "notifications",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Channel = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Language = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    Text = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    Author = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    EditedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    PublishedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Publisher = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    Note = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    Change = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_message_templates", x => new { x.Kind, x.Channel, x.Language, x.Version });
                });

            migrationBuilder.CreateTable(
                name: "template_choices",
                schema: "notifications",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Channel = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Language = table.Column<string>(type: "nvarchar(10)", maxLength: 10, nullable: false),
                    Version = table.Column<int>(type: "int", nullable: true),
                    ChosenBy = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    ChosenAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Note = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    Change = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_template_choices", x => new { x.Kind, x.Channel, x.Language });
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

            migrationBuilder.InsertData(
                schema: "notifications",
                table: "alert_rules",
                columns: new[] { "Channel", "Kind", "Details", "Enabled", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[,]
                {
                    { "email", "status_update", null, false, false, false, false },
                    { "sms", "status_update", null, false, false, false, false }
                });

            migrationBuilder.CreateIndex(
                name: "IX_alert_rule_changes_Kind_Channel_At",
                schema: "notifications",
                table: "alert_rule_changes",
                columns: new[] { "Kind", "Channel", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_erased_orders_ErasedAt",
                schema: "notifications",
                table: "erased_orders",
                column: "ErasedAt");

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
                name: "dead_addresses",
                schema: "notifications");

            migrationBuilder.DropTable(
                name: "erased_orders",
                schema: "notifications");

            migrationBuilder.DropTable(
                name: "heard_alerts",
                schema: "notifications");

            migrationBuilder.DropTable(
                name: "message_templates",
                schema: "notifications");

            migrationBuilder.DropTable(
                name: "template_choices",
                schema: "notifications");

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
                name: "Muted",
                schema: "notifications",
                table: "opt_outs");

            migrationBuilder.DropColumn(
                name: "CarriedBy",
                schema: "notifications",
                table: "notifications");

            migrationBuilder.DropColumn(
                name: "Calendar",
                schema: "notifications",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "Encoding",
                schema: "notifications",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "Segments",
                schema: "notifications",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "TemplateTrouble",
                schema: "notifications",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "TemplateVersion",
                schema: "notifications",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "Packages",
                schema: "notifications",
                table: "buyers");

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

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace StatusTracking.Notifications.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RulesTemplatesAndDigests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Muted",
                table: "opt_outs",
                type: "TEXT",
                maxLength: 400,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "CarriedBy",
                table: "notifications",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Calendar",
                table: "messages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Encoding",
                table: "messages",
                type: "TEXT",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Segments",
                table: "messages",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "TemplateTrouble",
                table: "messages",
                type: "TEXT",
                maxLength: 400,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "TemplateVersion",
                table: "messages",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Packages",
                table: "buyers",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Details",
                table: "alert_rules",
                type: "TEXT",
                maxLength: 400,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "ToBuyer",
                table: "alert_rules",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "ToOperations",
                table: "alert_rules",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "Urgent",
                table: "alert_rules",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "alert_rule_changes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Who = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    ToBuyer = table.Column<bool>(type: "INTEGER", nullable: false),
                    ToOperations = table.Column<bool>(type: "INTEGER", nullable: false),
                    Urgent = table.Column<bool>(type: "INTEGER", nullable: false),
                    Details = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_alert_rule_changes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "dead_addresses",
                columns: table => new
                {
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 320, nullable: false),
                    Since = table.Column<long>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    NotificationId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dead_addresses", x => new { x.Channel, x.Address });
                });

            migrationBuilder.CreateTable(
                name: "erased_orders",
                columns: table => new
                {
                    OrderId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ErasedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_erased_orders", x => x.OrderId);
                });

            migrationBuilder.CreateTable(
                name: "heard_alerts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Detail = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    HasEmail = table.Column<bool>(type: "INTEGER", nullable: false),
                    HasPhone = table.Column<bool>(type: "INTEGER", nullable: false),
                    BuyerHasEmail = table.Column<bool>(type: "INTEGER", nullable: false),
                    BuyerHasPhone = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_heard_alerts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "message_templates",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Language = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    Author = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    EditedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    PublishedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Publisher = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    Change = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_message_templates", x => new { x.Kind, x.Channel, x.Language, x.Version });
                });

            migrationBuilder.CreateTable(
                name: "template_choices",
                columns: table => new
                {
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Language = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: true),
                    ChosenBy = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ChosenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    Change = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_template_choices", x => new { x.Kind, x.Channel, x.Language });
                });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "available_for_pickup" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "available_for_pickup" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "delayed" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "delayed" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "delivered" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "delivered" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "delivery_attempted" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "delivery_attempted" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "exception" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "exception" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "left_distribution_centre" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "left_distribution_centre" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "order_cancelled" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "order_cancelled" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "order_confirmed" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "order_confirmed" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "out_for_delivery" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "out_for_delivery" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "payment_action_required" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, true });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "payment_action_required" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, true });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "payment_failed" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "payment_failed" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "refunded" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "refunded" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "returned" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "returned" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "shipped" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.UpdateData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "shipped" },
                columns: new[] { "Details", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[] { null, false, false, false });

            migrationBuilder.InsertData(
                table: "alert_rules",
                columns: new[] { "Channel", "Kind", "Details", "Enabled", "ToBuyer", "ToOperations", "Urgent" },
                values: new object[,]
                {
                    { "email", "status_update", null, false, false, false, false },
                    { "sms", "status_update", null, false, false, false, false }
                });

            migrationBuilder.CreateIndex(
                name: "IX_alert_rule_changes_Kind_Channel_At",
                table: "alert_rule_changes",
                columns: new[] { "Kind", "Channel", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_erased_orders_ErasedAt",
                table: "erased_orders",
                column: "ErasedAt");

            migrationBuilder.CreateIndex(
                name: "IX_heard_alerts_At",
                table: "heard_alerts",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_heard_alerts_Kind_At",
                table: "heard_alerts",
                columns: new[] { "Kind", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "alert_rule_changes");

            migrationBuilder.DropTable(
                name: "dead_addresses");

            migrationBuilder.DropTable(
                name: "erased_orders");

            migrationBuilder.DropTable(
                name: "heard_alerts");

            migrationBuilder.DropTable(
                name: "message_templates");

            migrationBuilder.DropTable(
                name: "template_choices");

            migrationBuilder.DeleteData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "email", "status_update" });

            migrationBuilder.DeleteData(
                table: "alert_rules",
                keyColumns: new[] { "Channel", "Kind" },
                keyValues: new object[] { "sms", "status_update" });

            migrationBuilder.DropColumn(
                name: "Muted",
                table: "opt_outs");

            migrationBuilder.DropColumn(
                name: "CarriedBy",
                table: "notifications");

            migrationBuilder.DropColumn(
                name: "Calendar",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "Encoding",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "Segments",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "TemplateTrouble",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "TemplateVersion",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "Packages",
                table: "buyers");

            migrationBuilder.DropColumn(
                name: "Details",
                table: "alert_rules");

            migrationBuilder.DropColumn(
                name: "ToBuyer",
                table: "alert_rules");

            migrationBuilder.DropColumn(
                name: "ToOperations",
                table: "alert_rules");

            migrationBuilder.DropColumn(
                name: "Urgent",
                table: "alert_rules");
        }
    }
}

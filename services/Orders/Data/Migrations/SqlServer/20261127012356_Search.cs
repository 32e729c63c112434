using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Orders.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Search : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "SearchText",
                schema: "orders",
                table: "orders");

            migrationBuilder.CreateTable(
                name: "search_terms",
                schema: "orders",
                columns: table => new
                {
                    Term = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    SubjectId = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_terms", x => new { x.Term, x.CreatedAt, x.SubjectId });
                });

            migrationBuilder.CreateIndex(
                name: "IX_orders_TouchedAt_Id",
                schema: "orders",
                table: "orders",
                columns: new[] { "TouchedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_search_terms_SubjectId_Term",
                schema: "orders",
                table: "search_terms",
                columns: new[] { "SubjectId", "Term" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "search_terms",
                schema: "orders");

            migrationBuilder.DropIndex(
                name: "IX_orders_TouchedAt_Id",
                schema: "orders",
                table: "orders");

            migrationBuilder.AddColumn<string>(
                name: "SearchText",
                schema: "orders",
                table: "orders",
                type: "nvarchar(1500)",
                maxLength: 1500,
                nullable: false,
                defaultValue: "");
        }
    }
}

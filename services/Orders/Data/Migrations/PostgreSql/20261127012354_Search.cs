using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Orders.Data.Migrations.PostgreSql
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
                    Term = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "C"),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    SubjectId = table.Column<Guid>(type: "uuid", nullable: false)
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
                type: "character varying(1500)",
                maxLength: 1500,
                nullable: false,
                defaultValue: "");
        }
    }
}

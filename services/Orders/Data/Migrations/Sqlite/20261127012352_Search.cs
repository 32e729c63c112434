using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Orders.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Search : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "SearchText",
                table: "orders");

            migrationBuilder.CreateTable(
                name: "search_terms",
                columns: table => new
                {
                    Term = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    SubjectId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_search_terms", x => new { x.Term, x.CreatedAt, x.SubjectId });
                });

            migrationBuilder.CreateIndex(
                name: "IX_orders_TouchedAt_Id",
                table: "orders",
                columns: new[] { "TouchedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_search_terms_SubjectId_Term",
                table: "search_terms",
                columns: new[] { "SubjectId", "Term" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "search_terms");

            migrationBuilder.DropIndex(
                name: "IX_orders_TouchedAt_Id",
                table: "orders");

            migrationBuilder.AddColumn<string>(
                name: "SearchText",
                table: "orders",
                type: "TEXT",
                maxLength: 1500,
                nullable: false,
                defaultValue: "");
        }
    }
}

using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Logistics.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Search : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_packages_CreatedAt",
                table: "packages");

            migrationBuilder.DropIndex(
                name: "IX_packages_Status_CreatedAt",
                table: "packages");

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
                name: "IX_packages_Carrier_CreatedAt_Id",
                table: "packages",
                columns: new[] { "Carrier", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_packages_CreatedAt_Id",
                table: "packages",
                columns: new[] { "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_packages_EstimatedDelivery_Id",
                table: "packages",
                columns: new[] { "EstimatedDelivery", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_packages_Status_CreatedAt_Id",
                table: "packages",
                columns: new[] { "Status", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_packages_UpdatedAt_Id",
                table: "packages",
                columns: new[] { "UpdatedAt", "Id" });

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
                name: "IX_packages_Carrier_CreatedAt_Id",
                table: "packages");

            migrationBuilder.DropIndex(
                name: "IX_packages_CreatedAt_Id",
                table: "packages");

            migrationBuilder.DropIndex(
                name: "IX_packages_EstimatedDelivery_Id",
                table: "packages");

            migrationBuilder.DropIndex(
                name: "IX_packages_Status_CreatedAt_Id",
                table: "packages");

            migrationBuilder.DropIndex(
                name: "IX_packages_UpdatedAt_Id",
                table: "packages");

            migrationBuilder.CreateIndex(
                name: "IX_packages_CreatedAt",
                table: "packages",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_packages_Status_CreatedAt",
                table: "packages",
                columns: new[] { "Status", "CreatedAt" });
        }
    }
}

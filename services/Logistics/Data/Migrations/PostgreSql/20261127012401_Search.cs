using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Logistics.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Search : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_packages_CreatedAt",
                schema: "logistics",
                table: "packages");

            migrationBuilder.DropIndex(
                name: "IX_packages_Status_CreatedAt",
                schema: "logistics",
                table: "packages");

            migrationBuilder.CreateTable(
                name: "search_terms",
                schema: "logistics",
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
                name: "IX_packages_Carrier_CreatedAt_Id",
                schema: "logistics",
                table: "packages",
                columns: new[] { "Carrier", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_packages_CreatedAt_Id",
                schema: "logistics",
                table: "packages",
                columns: new[] { "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_packages_EstimatedDelivery_Id",
                schema: "logistics",
                table: "packages",
                columns: new[] { "EstimatedDelivery", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_packages_Status_CreatedAt_Id",
                schema: "logistics",
                table: "packages",
                columns: new[] { "Status", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_packages_UpdatedAt_Id",
                schema: "logistics",
                table: "packages",
                columns: new[] { "UpdatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_search_terms_SubjectId_Term",
                schema: "logistics",
                table: "search_terms",
                columns: new[] { "SubjectId", "Term" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "search_terms",
                schema: "logistics");

            migrationBuilder.DropIndex(
                name: "IX_packages_Carrier_CreatedAt_Id",
                schema: "logistics",
                table: "packages");

            migrationBuilder.DropIndex(
                name: "IX_packages_CreatedAt_Id",
                schema: "logistics",
                table: "packages");

            migrationBuilder.DropIndex(
                name: "IX_packages_EstimatedDelivery_Id",
                schema: "logistics",
                table: "packages");

            migrationBuilder.DropIndex(
                name: "IX_packages_Status_CreatedAt_Id",
                schema: "logistics",
                table: "packages");

            migrationBuilder.DropIndex(
                name: "IX_packages_UpdatedAt_Id",
                schema: "logistics",
                table: "packages");

            migrationBuilder.CreateIndex(
                name: "IX_packages_CreatedAt",
                schema: "logistics",
                table: "packages",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_packages_Status_CreatedAt",
                schema: "logistics",
                table: "packages",
                columns: new[] { "Status", "CreatedAt" });
        }
    }
}

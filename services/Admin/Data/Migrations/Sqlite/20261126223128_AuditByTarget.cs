using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Admin.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AuditByTarget : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_audit_log_Target_At",
                table: "audit_log",
                columns: new[] { "Target", "At" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_audit_log_Target_At",
                table: "audit_log");
        }
    }
}

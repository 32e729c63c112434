using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace StatusTracking.Tracking.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class TokensByTheirBytes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {

        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {

        }
    }
}

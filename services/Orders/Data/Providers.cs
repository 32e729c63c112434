using Microsoft.EntityFrameworkCore;
using StatusTracking.Messaging;

namespace StatusTracking.Orders.Data;

sealed class SqliteOrdersDb(DbContextOptions<SqliteOrdersDb> options) : OrdersDb(options);

sealed class PostgreSqlOrdersDb(DbContextOptions<PostgreSqlOrdersDb> options) : OrdersDb(options);

sealed class SqlServerOrdersDb(DbContextOptions<SqlServerOrdersDb> options) : OrdersDb(options);

sealed class SqliteOrdersDbFactory : DesignTimeFactory<SqliteOrdersDb>;

sealed class PostgreSqlOrdersDbFactory : DesignTimeFactory<PostgreSqlOrdersDb>;

sealed class SqlServerOrdersDbFactory : DesignTimeFactory<SqlServerOrdersDb>;

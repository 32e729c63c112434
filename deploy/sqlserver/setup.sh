#!/usr/bin/env bash
# Makes each service's database and its login, which owns that database and sees no other. Safe to run again.
set -euo pipefail

for service in orders payments inventory logistics tracking notifications admin; do
  variable=DATABASE_PASSWORD_${service^^}
  password=${!variable:-}
  [[ -n $password ]] || { echo "$variable is not set" >&2; exit 1; }
  /opt/mssql-tools18/bin/sqlcmd -C -b -S "$DATABASE_HOST" -U sa -P "$DATABASE_PASSWORD_SA" -Q "
    IF DB_ID('$service') IS NULL CREATE DATABASE [$service];
    IF SUSER_ID('$service') IS NULL CREATE LOGIN [$service] WITH PASSWORD = N'${password//\'/\'\'}', CHECK_POLICY = OFF;
    ELSE ALTER LOGIN [$service] WITH PASSWORD = N'${password//\'/\'\'}';
    IF NOT EXISTS (SELECT 1 FROM sys.databases WHERE name = '$service' AND is_read_committed_snapshot_on = 1)
      ALTER DATABASE [$service] SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;
    ALTER AUTHORIZATION ON DATABASE::[$service] TO [$service];"
done

#!/usr/bin/env bash
# Succeeds when the service in this container says that it is ready. The image has neither curl nor wget.
exec 3<>"/dev/tcp/127.0.0.1/${ASPNETCORE_HTTP_PORTS:-8080}" || exit 1
printf 'GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
read -r -t 5 _ status _ <&3
[[ $status == 200 ]]

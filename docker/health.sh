#!/usr/bin/env bash
# Exit 0 when the node on this machine is alive. Bash alone, so that the image needs no HTTP client.
# usage: health.sh [ADMIN_PORT=9090]
exec 2>/dev/null
exec 3<>"/dev/tcp/127.0.0.1/${1:-9090}" || exit 1
printf 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 2 _ status _ <&3 && [ "$status" = 200 ]

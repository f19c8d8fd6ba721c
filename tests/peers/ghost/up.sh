#!/bin/bash
# Ghost 5.130 (npm) on MariaDB.
. "$(dirname "$0")/../lib.sh"
bash "$HERE/install.sh" ghost
app=$DIR/ghost/app
cat >"$app/config.production.json" <<C
{
  "url": "http://127.0.0.1:$GHOST_PORT",
  "server": { "host": "127.0.0.1", "port": $GHOST_PORT },
  "database": { "client": "mysql", "connection": { "host": "127.0.0.1", "port": $MARIADB_PORT, "user": "peers", "password": "peers", "database": "ghost" } },
  "mail": { "transport": "SMTP", "from": "noreply@example.com", "options": { "host": "127.0.0.1", "port": 9 } },
  "paths": { "contentPath": "$app/content" },
  "privacy": { "useUpdateCheck": false, "useGravatar": false, "useRpcPing": false },
  "security": { "staffDeviceVerification": false },
  "logging": { "level": "warn", "transports": ["stdout"] },
  "spam": { "user_login": { "freeRetries": 1000 }, "global_block": { "freeRetries": 1000 } }
}
C
if ! seeded ghost || [ ! -s "$DIR/ghost/admin.key" ]; then
  end ghost
  rm -f "$DIR/ghost/admin.key"
  "${MARIADB[@]}" -e 'drop database if exists ghost; create database ghost character set utf8mb4'
fi
cd "$app"
NODE_ENV=production launch ghost "$GHOST_PORT" node index.js
await ghost 180 curl -sf "http://127.0.0.1:$GHOST_PORT/ghost/api/admin/site/"
seed ghost

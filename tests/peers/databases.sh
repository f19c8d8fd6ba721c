#!/bin/bash
# Starts PostgreSQL (Tryton, RT, Vendure, and the small company of tests/contract/tables) and MariaDB (Ghost, and the same
# company), both private to these scripts and on loopback.
. "$(dirname "$0")/lib.sh"
mkdir -p "$DIR/log" "$DIR/run"

if [ ! -f "$PG_DATA/PG_VERSION" ]; then
  install -d -o postgres -m 700 "$PG_DATA"
  install -o postgres -m 600 /dev/null "$PG_DATA.password" && echo peers >"$PG_DATA.password"
  setpriv --reuid postgres --regid postgres --init-groups "$PG_BIN/initdb" -D "$PG_DATA" -U peers --pwfile="$PG_DATA.password" \
    -A scram-sha-256 -E UTF8 --locale=C.UTF-8 >"$DIR/log/initdb.log"
fi
# The data is test data that a seed can make again: no waiting for the disk.
launch postgres "$PG_PORT" setpriv --reuid postgres --regid postgres --init-groups "$PG_BIN/postgres" -D "$PG_DATA" -p "$PG_PORT" \
  -c listen_addresses=127.0.0.1 -c "unix_socket_directories=$PG_DATA" -c fsync=off -c full_page_writes=off -c max_connections=200

if [ ! -d "$DIR/mariadb/mysql" ]; then
  mkdir -p "$DIR/mariadb"
  mariadb-install-db --no-defaults --user=root --datadir="$DIR/mariadb" --auth-root-authentication-method=socket >"$DIR/log/mariadb-install.log" 2>&1
fi
launch mariadb "$MARIADB_PORT" /usr/sbin/mariadbd --no-defaults --user=root --datadir="$DIR/mariadb" --bind-address=127.0.0.1 \
  --port="$MARIADB_PORT" --socket="$MARIADB_SOCKET" --innodb-flush-log-at-trx-commit=0

await postgres 60 "${PSQL[@]}" postgres -c 'select 1'
await mariadb 60 mariadb -S "$MARIADB_SOCKET" -uroot -e 'select 1'
mariadb -S "$MARIADB_SOCKET" -uroot -e "create user if not exists peers@'127.0.0.1' identified by 'peers';
  grant all on *.* to peers@'127.0.0.1' with grant option; create database if not exists ghost character set utf8mb4"

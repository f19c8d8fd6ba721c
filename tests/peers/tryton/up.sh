#!/bin/bash
# Tryton 6.0 (Debian). Activating its modules takes minutes once; the result is kept as a template database.
. "$(dirname "$0")/../lib.sh"
mkdir -p "$DIR/tryton/data"
modules=(party party_relationship sale account_invoice)
printf '[web]\nlisten = 127.0.0.1:%s\n[database]\nuri = postgresql://peers:peers@127.0.0.1:%s\npath = %s\n[session]\ntimeout = 86400\n[email]\nuri = smtp://127.0.0.1:9\n' \
  "$TRYTON_PORT" "$PG_PORT" "$DIR/tryton/data" >"$DIR/tryton/trytond.conf"

if ! database tryton_template; then
  say "activating Tryton's modules (once)"
  "${PSQL[@]}" postgres -c 'drop database if exists tryton_new' 2>/dev/null
  "${PSQL[@]}" postgres -c 'create database tryton_new'
  echo admin >"$DIR/tryton/password"
  TRYTONPASSFILE="$DIR/tryton/password" trytond-admin -c "$DIR/tryton/trytond.conf" -d tryton_new --email admin@example.com \
    --activate-dependencies -u "${modules[@]}" >"$DIR/log/tryton-init.log" 2>&1 || { tail -n 20 "$DIR/log/tryton-init.log" >&2; die "activating Tryton's modules failed"; }
  "${PSQL[@]}" postgres -c 'alter database tryton_new rename to tryton_template'
fi
if ! seeded tryton; then
  end tryton
  "${PSQL[@]}" postgres -c 'drop database if exists tryton with (force)' -c 'create database tryton template tryton_template' 2>/dev/null
fi
launch tryton "$TRYTON_PORT" trytond -c "$DIR/tryton/trytond.conf" -d tryton
await tryton 60 curl -sf -X POST -H 'content-type: application/json' -d '{"id":1,"method":"common.server.version","params":[]}' "http://127.0.0.1:$TRYTON_PORT/"
seed tryton

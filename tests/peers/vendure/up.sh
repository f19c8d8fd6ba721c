#!/bin/bash
# Vendure 3.7 (npm) on PostgreSQL, with the customer fields of the sample company.
. "$(dirname "$0")/../lib.sh"
bash "$HERE/install.sh" vendure
if ! seeded vendure || ! database vendure; then
  end vendure
  "${PSQL[@]}" postgres -c 'drop database if exists vendure with (force)' 2>/dev/null
  "${PSQL[@]}" postgres -c 'create database vendure'
fi
cd "$DIR/vendure"
VENDURE_DISABLE_TELEMETRY=true launch vendure "$VENDURE_PORT" node "$HERE/vendure/server.cjs"
await vendure 120 curl -sf "http://127.0.0.1:$VENDURE_PORT/health"
seed vendure

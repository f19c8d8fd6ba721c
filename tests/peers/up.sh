#!/bin/bash
# Brings up the real Tryton, Request Tracker, Vendure and Ghost on loopback, seeded, and writes $C360_PEERS_DIR/peers.json.
# Safe to repeat. `up.sh --fresh` makes all data anew. Needs Node and, for the first install, root on Debian 12.
. "$(dirname "$0")/lib.sh"
started=$SECONDS
[ "$(id -u)" = 0 ] || die "these scripts start PostgreSQL under its own user, which only root can do"
[ -d "$REPO/node_modules/tsx" ] || die "run npm ci first: the seeds run with tsx"
mkdir -p "$DIR/log" "$DIR/run"
exec 9>"$DIR/run/lock"
flock -w 900 9 || die "another up.sh or down.sh holds $DIR/run/lock"
[ "${1:-}" != --fresh ] || rm -f "$DIR"/run/*.seeded "$DIR/run/forwarded"

for pair in tryton:$TRYTON_PORT rt:$RT_PORT vendure:$VENDURE_PORT ghost:$GHOST_PORT postgres:$PG_PORT mariadb:$MARIADB_PORT; do
  free_or_ours "${pair%:*}" "${pair#*:}"
done
bash "$HERE/install.sh" debian
bash "$HERE/databases.sh"
pids=()
for system in tryton rt vendure ghost; do
  bash "$HERE/$system/up.sh" &
  pids+=($!)
done
failed=0
for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
[ $failed = 0 ] || die "not all systems came up; what did is ended by down.sh"

# Orders go from the shop to the ERP once both are there.
sources=$(fingerprint tryton)/$(fingerprint vendure)
if [ "$(cat "$DIR/run/forwarded" 2>/dev/null)" != "$sources" ]; then
  (cd "$REPO" && node --import tsx "$HERE/seed.ts" forward) >"$DIR/log/forward.log" 2>&1 || { tail -n 20 "$DIR/log/forward.log" >&2; die "forwarding orders failed"; }
  echo "$sources" >"$DIR/run/forwarded"
fi

(umask 077 && cat >"$PEERS_FILE.new" && mv "$PEERS_FILE.new" "$PEERS_FILE") <<E2
{
  "tryton": { "url": "http://127.0.0.1:$TRYTON_PORT/", "database": "tryton", "username": "admin", "password": "admin" },
  "rt": { "url": "http://127.0.0.1:$RT_PORT", "username": "root", "password": "password" },
  "vendure": { "url": "http://127.0.0.1:$VENDURE_PORT/admin-api", "username": "superadmin", "password": "superadmin" },
  "ghost": { "url": "http://127.0.0.1:$GHOST_PORT", "adminKey": "$(cat "$DIR/ghost/admin.key")" },
  "postgres": { "url": "postgres://127.0.0.1:$PG_PORT/postgres", "user": "peers", "password": "peers" },
  "mariadb": { "url": "mysql://127.0.0.1:$MARIADB_PORT/", "user": "peers", "password": "peers" }
}
E2
say "all up in $((SECONDS - started)) s"
echo "$PEERS_FILE"

# Sourced by the scripts of this folder: where things are, how a server is started, waited for and ended.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
REPO=$(cd "$HERE/../.." && pwd)
DIR=${C360_PEERS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/c360-peers}
BASE=${C360_PEERS_PORT_BASE:-28000}
TRYTON_PORT=$BASE RT_PORT=$((BASE + 10)) VENDURE_PORT=$((BASE + 20)) GHOST_PORT=$((BASE + 50))
PG_PORT=$((BASE + 32)) MARIADB_PORT=$((BASE + 36))
PEERS_FILE=$DIR/peers.json
PG_BIN=/usr/lib/postgresql/15/bin
# PostgreSQL refuses to run as root and its own user cannot look into root's home, hence not under $DIR.
PG_DATA=/var/lib/postgresql/c360-peers-$(printf '%s' "$DIR" | cksum | cut -d' ' -f1)
PSQL=(psql -qAt -h 127.0.0.1 -p "$PG_PORT" -U peers)
export PGPASSWORD=peers DIR BASE TRYTON_PORT RT_PORT VENDURE_PORT GHOST_PORT PG_PORT MARIADB_PORT
MARIADB_SOCKET=$DIR/mariadb/sock
MARIADB=(mariadb -h 127.0.0.1 -P "$MARIADB_PORT" -upeers -ppeers)

say() { printf '%s peers: %s\n' "$(date -u +%H:%M:%S)" "$*" >&2; }
die() { say "$*"; exit 1; }

# A pid alone may by now belong to another program: its start time is kept with it.
born() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
running() { # NAME -> 0 when the process that we started under that name is alive
  local pid start
  [ -s "$DIR/run/$1.pid" ] && read -r pid start <"$DIR/run/$1.pid" && [ "$(born "$pid" || true)" = "$start" ]
}
taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_or_ours() { # NAME PORT: dies when somebody else has the port
  running "$1" || ! taken "$2" || die "port $2 ($1) is taken by a program that these scripts did not start; set C360_PEERS_PORT_BASE (now $BASE)"
}

launch() { # NAME PORT COMMAND...: starts it in a process group of its own, unless ours is already up
  local name=$1 port=$2; shift 2
  running "$name" && return 0
  free_or_ours "$name" "$port"
  mkdir -p "$DIR/run" "$DIR/log"
  # 9 is the lock of up.sh and down.sh: a server must not hold it.
  setsid "$@" >"$DIR/log/$name.log" 2>&1 </dev/null 9>&- &
  local pid=$!
  sleep 0.05
  echo "$pid $(born "$pid" || echo gone)" >"$DIR/run/$name.pid"
}
await() { # NAME SECONDS COMMAND...: until the command succeeds; fails at once when the server has died
  local name=$1 until=$((SECONDS + $2)); shift 2
  until "$@" >/dev/null 2>&1; do
    running "$name" || { tail -n 20 "$DIR/log/$name.log" >&2; die "$name ended while starting; log: $DIR/log/$name.log"; }
    [ $SECONDS -lt $until ] || die "$name did not answer in time; log: $DIR/log/$name.log"
    sleep 0.1
  done
}
end() { # NAME [SIGNAL]: ends the process group that we started under that name
  local pid start name=$1
  if running "$name"; then
    read -r pid start <"$DIR/run/$name.pid"
    # PostgreSQL's children ignore a signal to the group that its postmaster does not hand on: the leader is told.
    if [ "${2:-TERM}" = INT ]; then kill -INT "$pid"; else kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid"; fi
    for _ in $(seq 200); do running "$name" || break; sleep 0.1; done
    if running "$name"; then say "$name did not end on its own"; kill -KILL -- "-$pid"; fi
  fi
  rm -f "$DIR/run/$name.pid"
}
database() { # NAME -> 0 when PostgreSQL has it
  [ "$("${PSQL[@]}" postgres -c "select 1 from pg_database where datname='$1'")" = 1 ]
}
# What a seed was made from: when it changes, the system is set up anew.
fingerprint() { cat "$HERE/seed.ts" "$HERE/people.ts" "$HERE/http.ts" "$HERE/$1"/* | cksum | tr ' ' -; }
seeded() { [ "$(cat "$DIR/run/$1.seeded" 2>/dev/null)" = "$(fingerprint "$1")" ]; }
seed() { # NAME: runs its seed script, once
  seeded "$1" && return 0
  say "seeding $1"
  (cd "$REPO" && node --import tsx "$HERE/seed.ts" "$1" >"$DIR/log/$1-seed.log" 2>&1) || { tail -n 20 "$DIR/log/$1-seed.log" >&2; die "seeding $1 failed"; }
  fingerprint "$1" >"$DIR/run/$1.seeded"
}

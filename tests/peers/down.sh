#!/bin/bash
# Ends what up.sh started, by process id, and nothing else. Data and installs stay.
. "$(dirname "$0")/lib.sh"
mkdir -p "$DIR/run"
exec 9>"$DIR/run/lock"
flock -w 900 9 || die "another up.sh or down.sh holds $DIR/run/lock"
for system in tryton rt vendure ghost; do end "$system" & done
wait
end mariadb
end postgres INT
rm -f "$PEERS_FILE"
say "all down"

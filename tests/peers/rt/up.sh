#!/bin/bash
# Request Tracker 5.0.3 (Debian) under starman. Custom fields are made before it starts, since it caches them.
. "$(dirname "$0")/../lib.sh"
mkdir -p "$DIR/rt/d"
export RT_SITE_CONFIG=$DIR/rt/RT_SiteConfig.pm RT_SITE_CONFIG_DIR=$DIR/rt/d
cat >"$RT_SITE_CONFIG" <<C
Set(\$rtname, 'callcentre.test'); Set(\$Organization, 'callcentre.test');
Set(\$WebDomain, '127.0.0.1'); Set(\$WebPort, $RT_PORT); Set(\$WebPath, '');
Set(\$DatabaseType, 'Pg'); Set(\$DatabaseHost, '127.0.0.1'); Set(\$DatabasePort, '$PG_PORT'); Set(\$DatabaseName, 'rt5');
Set(\$DatabaseUser, 'peers'); Set(\$DatabasePassword, 'peers'); Set(\$DatabaseAdmin, 'peers');
Set(\$LogToSyslog, undef); Set(\$LogToSTDERR, 'error'); Set(\$MailCommand, 'testfile'); Set(\$RestrictReferrer, 0); Set(\$Timezone, 'UTC');
1;
C
if ! seeded rt || ! database rt5; then
  end rt
  "${PSQL[@]}" postgres -c 'drop database if exists rt5 with (force)' 2>/dev/null
  say "making RT's database"
  rt-setup-database-5 --action init --dba peers --dba-password peers --datadir /usr/share/request-tracker5/etc >"$DIR/log/rt-init.log" 2>&1 \
    || { tail -n 20 "$DIR/log/rt-init.log" >&2; die "making RT's database failed"; }
  perl -I/usr/share/request-tracker5/lib "$HERE/rt/fields.pl" >"$DIR/log/rt-fields.log" 2>&1 || { tail -n 20 "$DIR/log/rt-fields.log" >&2; die "making RT's custom fields failed"; }
fi
launch rt "$RT_PORT" plackup -s Starman --workers 3 --host 127.0.0.1 --port "$RT_PORT" -E deployment /usr/share/request-tracker5/libexec/rt-server
await rt 60 curl -s "http://127.0.0.1:$RT_PORT/REST/2.0/rt"
seed rt

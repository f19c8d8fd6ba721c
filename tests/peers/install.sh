#!/bin/bash
# Installs what is missing: install.sh debian | vendure | ghost | oidc. Debian packages go system-wide, npm packages below $DIR.
# Safe to repeat.
. "$(dirname "$0")/lib.sh"
mkdir -p "$DIR/log" "$DIR/run" "$DIR/vendure" "$DIR/ghost" "$DIR/oidc"

debian() {
  packages=(curl postgresql-15 mariadb-server tryton-server tryton-modules-party-relationship tryton-modules-sale
    tryton-modules-account-invoice python3-psycopg2 python3-bcrypt request-tracker5 rt5-db-postgresql rt5-standalone starman)
  missing=()
  for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    [ "$(id -u)" = 0 ] || die "Debian packages are missing and only root can install them: ${missing[*]}"
    say "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    # No system-wide service is wanted, only the programs: they are run here with data of their own.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
      printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy
      trap 'rm -f $policy' EXIT
    fi
    {
      apt-get update
      printf 'request-tracker5 request-tracker5/dbconfig-install boolean false\n' | debconf-set-selections
      apt-get -o DPkg::Lock::Timeout=900 install -y --no-install-recommends "${missing[@]}"
    } >"$DIR/log/apt.log" 2>&1 || { tail -n 20 "$DIR/log/apt.log" >&2; die "apt-get failed"; }
  fi
}

vendure() {
  if ! cmp -s "$HERE/vendure/manifest.json" "$DIR/vendure/package.json" || [ ! -e "$DIR/vendure/.installed" ]; then
    say "installing Vendure"
    rm -f "$DIR/vendure/.installed"
    # Not called package.json in the checkout, where it would turn the modules beside it into CommonJS.
    cp "$HERE/vendure/manifest.json" "$DIR/vendure/package.json"
    (cd "$DIR/vendure" && npm install --ignore-scripts --no-audit --no-fund) >"$DIR/log/vendure-npm.log" 2>&1 || { tail -n 20 "$DIR/log/vendure-npm.log" >&2; die "npm failed for Vendure"; }
    touch "$DIR/vendure/.installed"
  fi
}

ghost() {
  # 5.130 is the last Ghost that runs on Node 20.
  version=5.130.6
  if [ "$(cat "$DIR/ghost/.installed" 2>/dev/null)" != $version ]; then
    say "installing Ghost"
    (
      cd "$DIR/ghost" && rm -rf app package && npm pack ghost@$version && tar xzf ghost-$version.tgz && mv package app && cd app
      # It must be the root project, since it depends on tarballs beside its package.json. One of its devDependencies
      # lives in no registry, and npm knows "overrides" where its authors use "resolutions".
      node -e '
        const fs = require("fs"), p = JSON.parse(fs.readFileSync("package.json", "utf8"));
        delete p.devDependencies;
        p.overrides = Object.fromEntries(Object.entries(p.resolutions || {}).filter(([k]) => !(k in p.dependencies)));
        delete p.resolutions;
        fs.writeFileSync("package.json", JSON.stringify(p, null, 1));'
      # Only parts that Ghost does without on MariaDB would be compiled, and that wants headers from the network.
      npm install --ignore-scripts --omit=dev --omit=optional --legacy-peer-deps --no-audit --no-fund
    ) >"$DIR/log/ghost-npm.log" 2>&1 || { tail -n 20 "$DIR/log/ghost-npm.log" >&2; die "npm failed for Ghost"; }
    echo $version >"$DIR/ghost/.installed"
  fi
}

oidc() {
  if ! cmp -s "$HERE/oidc/manifest.json" "$DIR/oidc/package.json" || [ ! -e "$DIR/oidc/.installed" ]; then
    say "installing oidc-provider"
    rm -f "$DIR/oidc/.installed"
    cp "$HERE/oidc/manifest.json" "$DIR/oidc/package.json"
    (cd "$DIR/oidc" && npm install --ignore-scripts --no-audit --no-fund) >"$DIR/log/oidc-npm.log" 2>&1 || { tail -n 20 "$DIR/log/oidc-npm.log" >&2; die "npm failed for oidc-provider"; }
    touch "$DIR/oidc/.installed"
  fi
}

case "${1:-}" in
debian | vendure | ghost | oidc) "$1" ;;
*) die "usage: install.sh debian|vendure|ghost|oidc" ;;
esac

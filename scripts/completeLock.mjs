// Completes package-lock.json with the optional packages of other platforms, of which a registry may lack some: npm then
// leaves them out of the lock and `npm ci` refuses it ("Missing: NAME@ from lock file"). Run it after `npm install`.
// An entry without `resolved` is fetched from the registry in use, and only on the platform that its name tells.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));

const OSES = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'netbsd', 'openbsd', 'sunos', 'aix', 'openharmony'];
const CPUS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 's390x', 'loong64', 'riscv64', 'mips64el', 'wasm32'];

/** The platform in a package's name, such as `linux-arm-gnueabihf`; undefined where it tells none. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = OSES.find((each) => words.includes(each));
  const cpu = CPUS.find((each) => words.includes(each));
  return os && cpu ? { os: [os], cpu: [cpu] } : undefined;
}

const added = [];
for (const [path, { optionalDependencies = {}, dev, devOptional }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const platform = platformOf(name);
    const isThere = lock.packages[`${path}/node_modules/${name}`] ?? lock.packages[`node_modules/${name}`];
    if (!platform || isThere || !/^\d/.test(version)) continue;
    lock.packages[`node_modules/${name}`] = { version, ...platform, ...(dev && { dev }), ...(devOptional && { devOptional }), optional: true };
    added.push(name);
  }
}
const [root, ...rest] = Object.entries(lock.packages);
lock.packages = Object.fromEntries([root, ...rest.sort(([a], [b]) => (a < b ? -1 : 1))]);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added.length} packages of other platforms added to the lock.`);

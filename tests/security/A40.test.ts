import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const read = <Shape>(name: string): Shape => JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as Shape;

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  scripts: Record<string, string>;
}
interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
  optional?: boolean;
  dev?: boolean;
  devOptional?: boolean;
  link?: boolean;
  os?: string[];
}

const manifest = read<Manifest>('package.json');
const lock = read<{ lockfileVersion: number; packages: Record<string, Locked> }>('package-lock.json');
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/**
 * Packages that run a script when they are installed, each with why it may: whoever adds one says so here. The gateway
 * runs when all of it is installed with `--ignore-scripts`, too, wherever a prebuilt binary exists.
 */
const MAY_RUN_SCRIPTS: Readonly<Record<string, string>> = {
  lmdb: 'picks its prebuilt binary, or builds it where there is none',
  'msgpackr-extract': 'the same, optional: without it lmdb decodes in JavaScript',
  '@apollo/protobufjs': 'prints a note about version schemes; nothing else',
  '@swc/core': 'checks that its prebuilt binary fits',
  '@parcel/watcher': 'picks its prebuilt binary; for the code generator alone',
  esbuild: 'checks that its prebuilt binary fits; for development alone',
};

/**
 * Advisories that a release without them must follow: the versions below these are refused (reference/security.md M9, M10,
 * the Apollo and Yoga advisories of (a), and what those packages have published since).
 */
const AT_LEAST: Readonly<Record<string, string>> = { graphql: '16.11.0', '@apollo/server': '5.4.0', 'graphql-yoga': '5.17.0', jose: '6.0.0', undici: '7.5.0', mongodb: '7.0.0', ioredis: '5.0.0' };

const compare = (a: string, b: string): number => {
  const [left, right] = [a, b].map((version) => version.split(/[.-]/).slice(0, 3).map(Number)) as [number[], number[]];
  return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
};

describe('A40 Dependencies:', () => {
  it('the lock has a SHA-512 hash for each package but optional ones of other platforms', () => {
    expect(lock.lockfileVersion).toBeGreaterThanOrEqual(3);
    const bare = packages.filter(([, { integrity, link }]) => !link && !integrity?.startsWith('sha512-'));
    expect(bare.filter(([, { optional, os }]) => !(optional === true && os !== undefined)).map(([path]) => path)).toEqual([]);
    // A lock of which the hashes were stripped would have many such.
    expect(bare.length).toBeLessThan(packages.length / 10);
  });

  it('no package comes from git, a file, an address without TLS or one with a password in it', () => {
    const strange = packages.filter(([, { resolved }]) => resolved !== undefined && (!resolved.startsWith('https://') || new URL(resolved).username !== '' || !resolved.endsWith('.tgz')));
    expect(strange.map(([path]) => path)).toEqual([]);
  });

  it('every version that the project asks for is exact, and the lock has it', () => {
    const asked = { ...manifest.dependencies, ...manifest.devDependencies };
    expect(Object.entries(asked).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
    for (const [name, version] of Object.entries(asked)) expect([name, lock.packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
  });

  it('only the packages that are listed, with a reason, run a script when installed', () => {
    const running = [...new Set(packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path)))];
    expect(running.filter((name) => !Object.hasOwn(MAY_RUN_SCRIPTS, name))).toEqual([]);
  });

  it('the project itself runs nothing when it is installed', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare', 'prepublish'];
    expect(Object.keys(manifest.scripts).filter((name) => hooks.includes(name))).toEqual([]);
  });

  it.each(Object.entries(AT_LEAST))('%s is at least %s, everywhere in the tree', (name, least) => {
    const found = packages.filter(([path, { dev, devOptional }]) => nameOf(path) === name && !dev && !devOptional).map(([path, { version }]) => [path, version] as const);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(([, version]) => compare(version!, least) < 0)).toEqual([]);
  });

  it('what is installed is what the lock says', () => {
    const wrong = packages.filter(([path, { optional }]) => {
      try {
        return read<{ version: string }>(`${path}/package.json`).version !== lock.packages[path]!.version;
      } catch {
        return optional !== true;
      }
    });
    expect(wrong.map(([path]) => path)).toEqual([]);
  });
});

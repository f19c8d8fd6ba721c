import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Transport = 'unix' | 'password';

/** Where and how a server is reached; kept over restarts, so that clients find it again at the same address. */
export interface Address {
  readonly transport: Transport;
  readonly socketPath?: string;
  readonly port?: number;
  readonly password?: string;
}

/** The part of a data directory that belongs to the embedded server. */
export interface Folder {
  readonly path: string;
  /** Names the folder to clients and in short socket paths. */
  readonly id: string;
}

/** Unix sockets where they are files with a mode; a port with a password elsewhere. */
export const defaultTransport = (): Transport => (process.platform === 'win32' ? 'password' : 'unix');

/** Makes the folder, for its owner only. */
export function openFolder(dataDir: string): Folder {
  const path = join(dataDir, 'mongo');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(path, 0o700);
  const real = realpathSync(path);
  return { path: real, id: createHash('sha256').update(real).digest('hex').slice(0, 24) };
}

/** Socket paths are limited to 103 bytes on macOS and 107 on Linux. */
const maxSocketPathBytes = 100;

/** The socket of a folder: inside it, or where that is too long in a private folder for temporary files. */
export function socketPathOf(folder: Folder, temporary = tmpdir()): string {
  const inside = join(folder.path, 'mongo.sock');
  if (Buffer.byteLength(inside) <= maxSocketPathBytes) return inside;
  const user = process.getuid?.() ?? 0;
  const shared = join(temporary, `embedded-mongo-${user}`);
  mkdirSync(shared, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(shared);
  // Anybody may make a folder of this name in a shared place: only our own private one will do.
  if (uid !== user || (mode & 0o077) !== 0 || !lstatSync(shared).isDirectory()) {
    throw new Error('the folder for socket files is not private to this user');
  }
  return join(shared, `${folder.id}.sock`);
}

const addressFile = (folder: Folder): string => join(folder.path, 'address.json');
export const logFile = (folder: Folder): string => join(folder.path, 'server.log');

/** The address that the folder's server has, or last had. */
export function readAddress(folder: Folder): Address | undefined {
  try {
    return JSON.parse(readFileSync(addressFile(folder), 'utf8')) as Address;
  } catch {
    return undefined;
  }
}

/** Written beside and moved into place, so that no reader sees half of it. */
export function writeAddress(folder: Folder, address: Address): void {
  const next = `${addressFile(folder)}.${process.pid}`;
  writeFileSync(next, JSON.stringify(address), { mode: 0o600 });
  renameSync(next, addressFile(folder));
}

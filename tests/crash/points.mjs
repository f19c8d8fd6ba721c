/**
 * Loaded before a process of the product (`node --import`): after each write of the store it asks the harness what to do.
 * Without a role it only ends with the harness. It wraps the driver's own collections, so the product has no code for it, and a write that is added later is met by
 * itself. The name of a write is the method of `datasources/mongo/` that made it, as the stack tells.
 */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { Collection, Db, MongoNetworkError } from 'mongodb';

const { C360_CRASH_CONTROL: path, C360_CRASH_ROLE: role } = process.env;
const WRITES = ['insertOne', 'insertMany', 'bulkWrite', 'updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany', 'findOneAndUpdate'];
const WRITE_COMMANDS = ['insert', 'update', 'delete'];
/** Files of the store's room that write for the others. */
const HELPERS = new Set(['bulk', 'failures', 'perKey', 'mergeReads', 'progress']);

const socket = connect(path);
await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
socket.on('error', () => undefined);
socket.unref();
const waiting = new Map();
let asked = 0;
const lines = createInterface({ input: socket });
lines.on('error', () => undefined);
lines.on('line', (line) => {
  const { id, decision } = JSON.parse(line);
  waiting.get(id)?.(decision);
  waiting.delete(id);
});
// Nothing outlives the harness.
socket.on('close', () => process.kill(process.pid, 'SIGKILL'));

function ask(question) {
  asked += 1;
  return new Promise((resolve) => {
    waiting.set(asked, resolve);
    socket.write(`${JSON.stringify({ id: asked, role, pid: process.pid, ...question })}\n`);
  });
}

/** Who is writing what: the store's method, and which part of the product called it. */
function placeOf(stack) {
  let write;
  for (const line of stack.split('\n')) {
    const [, name, file] = /at (?:async )?(?:(?:\w+\.)?([\w$]+) )?\(?.*\/datasources\/mongo\/(\w+)\.[jt]s/.exec(line) ?? [];
    if (file && name && !HELPERS.has(file)) {
      write = `${file}.${name}`;
      break;
    }
  }
  const part = /\/ingest\/pull\.[jt]s/.test(stack) ? 'puller' : /\/operations\/recordInteraction|\/gateway\/audit\//.test(stack) ? 'listener' : 'worker';
  return { write, part };
}

let isInside = false;
function wrapped(original, isWrite) {
  return function (...args) {
    if (isInside || !isWrite(args)) return original.apply(this, args);
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = 40;
    const place = placeOf(new Error().stack);
    Error.stackTraceLimit = before;
    isInside = true;
    let done;
    try {
      done = original.apply(this, args);
    } finally {
      isInside = false;
    }
    return settle(done, { ...place, write: place.write ?? `${this.collectionName ?? 'database'}.?` });
  };
}

async function settle(done, place) {
  let failure;
  const result = await done.catch((error) => void (failure = error));
  // A guard that refuses is an answer too: the write before it may have been somebody else's.
  const decision = await ask(place);
  if (decision === 'die') {
    process.kill(process.pid, 'SIGKILL');
    await new Promise(() => undefined);
  }
  if (decision === 'lost') throw new MongoNetworkError('The answer was lost.');
  if (failure) throw failure;
  return result;
}

if (role) {
  for (const name of WRITES) Collection.prototype[name] = wrapped(Collection.prototype[name], () => true);
  Db.prototype.command = wrapped(Db.prototype.command, ([command]) => WRITE_COMMANDS.some((name) => name in command));
}

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { MongoBulkWriteError, MongoInvalidArgumentError, MongoNetworkError, MongoServerError, type BulkWriteResult } from 'mongodb';
import { guarded } from '../../../../datasources/mongo/failures.ts';

const outcome = (error: unknown): Promise<unknown> => guarded(() => Promise.reject(error as Error)).catch((rejected: unknown) => rejected);

/** What a socket's write fails with once the other side has gone. */
async function writeError(): Promise<unknown> {
  const server = createServer((socket) => socket.resetAndDestroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket: Socket = connect((server.address() as { port: number }).port, '127.0.0.1');
  const failed = new Promise((resolve) => socket.once('error', resolve));
  const timer = setInterval(() => socket.write('x'), 5);
  const error = await failed;
  clearInterval(timer);
  socket.destroy();
  server.close();
  return error;
}

/** What the driver makes of an error that a whole bulk of writes ended with. */
const ofBulk = (error: Error): MongoBulkWriteError => new MongoBulkWriteError(error as never, {} as BulkWriteResult);

describe('store work that fails', () => {
  it.each([
    ['a command that the server refuses', new MongoServerError({ message: 'no such operator', code: 2 })],
    ['a bulk of writes that the server refuses', ofBulk(new MongoServerError({ message: 'no such operator', code: 2 }))],
    ['a wrong argument', new MongoInvalidArgumentError('no')],
    ['a defect of ours', new TypeError('x is not a function')],
    ['a missing file', Object.assign(new Error('open'), { syscall: 'open', code: 'ENOENT' })],
  ])('stays what it is: %s', async (_what, error) => {
    expect(await outcome(error)).toBe(error);
  });

  it.each([
    ['a server that shuts down', () => new MongoServerError({ message: 'shutting down', code: 91 })],
    ['a write into a socket whose other end has gone', () => Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' })],
    ['a write into a socket that was closed meanwhile', () => Object.assign(new Error('Cannot call write after a stream was destroyed'), { code: 'ERR_STREAM_DESTROYED' })],
    ['a lost connection', () => new MongoNetworkError('closed')],
    ['a connection lost during a bulk of writes', () => ofBulk(new MongoNetworkError('closed'))],
    ['a socket that the server has left', writeError],
  ])('is STORE_UNAVAILABLE: %s', async (_what, error) => {
    expect(await outcome(await error())).toMatchObject({ code: 'STORE_UNAVAILABLE', details: { retryAfterSeconds: 1 } });
  });

  it('is STORE_UNAVAILABLE: an answer that the driver will never give', async () => {
    const lost = guarded(() => new Promise(() => undefined), 10).catch((error: unknown) => error);
    expect(await lost).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('gives what comes in time, and leaves no timer behind', async () => {
    const timers = jest.spyOn(globalThis, 'clearTimeout');
    expect(await guarded(() => Promise.resolve(1))).toBe(1);
    expect(timers).toHaveBeenCalledTimes(1);
    timers.mockRestore();
  });
});

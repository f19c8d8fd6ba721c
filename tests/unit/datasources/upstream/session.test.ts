import { SourceError } from '../../../../datasources/systems/defineSource.ts';
import { createSession } from '../../../../datasources/systems/session.ts';
import { deferred } from './fixtures.ts';

const never = () => new AbortController().signal;

describe('a session', () => {
  let clock: number;
  let signIns: number;
  beforeEach(() => {
    [clock, signIns] = [0, 0];
  });
  const session = (signIn: () => Promise<string> = () => Promise.resolve(`token ${signIns}`), lifetimeMs?: number) =>
    createSession<string>({
      system: 'desk',
      now: () => clock,
      signIn: () => {
        signIns += 1;
        return signIn();
      },
      ...(lifetimeMs !== undefined && { lifetimeMs }),
    });
  const echo = (token: string) => Promise.resolve(token);
  const fine = () => false;

  it('does not try a refused sign-in again at once', async () => {
    const { run } = session(() => Promise.reject(new SourceError('desk', 'unauthorised', 'no')));
    await expect(run(echo, fine, never())).rejects.toMatchObject({ kind: 'unauthorised' });
    await expect(run(echo, fine, never())).rejects.toMatchObject({ kind: 'unauthorised' });
    expect(signIns).toBe(1);
    clock = 5_001;
    await expect(run(echo, fine, never())).rejects.toMatchObject({ kind: 'unauthorised' });
    expect(signIns).toBe(2);
  });

  it('tries a sign-in again that failed for another reason', async () => {
    const answers = [Promise.reject(new SourceError('desk', 'unreachable', 'no')), Promise.resolve('token')];
    answers[0]!.catch(() => undefined);
    const { run } = session(() => answers.shift()!);
    await expect(run(echo, fine, never())).rejects.toMatchObject({ kind: 'unreachable' });
    expect(await run(echo, fine, never())).toBe('token');
  });

  it('does not sign in for every call where fresh tokens are refused too', async () => {
    const { run } = session();
    for (let asked = 0; asked < 3; asked += 1) await expect(run(echo, () => true, never())).rejects.toMatchObject({ kind: 'unauthorised' });
    expect(signIns).toBe(2);
  });

  it('lets one go who gives up, while the others have their token', async () => {
    const gate = deferred<string>();
    const { run } = session(() => gate.promise);
    const hurried = new AbortController();
    const [gone, kept] = [run(echo, fine, hurried.signal), run(echo, fine, never())];
    hurried.abort();
    await expect(gone).rejects.toMatchObject({ kind: 'aborted' });
    gate.resolve('token');
    expect(await kept).toBe('token');
    expect(signIns).toBe(1);
  });

  it('renews a token once for all who find it ended', async () => {
    const { run } = session();
    expect(await run(echo, fine, never())).toBe('token 1');
    const ended = (token: string) => token === 'token 1';
    expect(await Promise.all([run(echo, ended, never()), run(echo, ended, never()), run(echo, ended, never())])).toEqual(['token 2', 'token 2', 'token 2']);
    expect(signIns).toBe(2);
  });

  it('renews a token by its age', async () => {
    const { run } = session(undefined, 1_000);
    await run(echo, fine, never());
    clock = 1_000;
    expect(await run(echo, fine, never())).toBe('token 1');
    clock = 1_001;
    expect(await run(echo, fine, never())).toBe('token 2');
  });
});

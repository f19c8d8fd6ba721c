/** A worked client of examples/clients as a person runs it. */
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

export interface ClientRun {
  code: unknown;
  /** What it did, line by line. */
  lines: string[];
  /** What it tried and must not get, with how it was refused. */
  refusals: Record<string, string>;
}

/** `npm run --silent client -- NAME ...` with this token. */
export function runClient(name: string, url: string, token: string, args: readonly string[] = []): Promise<ClientRun> {
  return new Promise((done) => {
    execFile(
      'npm',
      ['run', '--silent', 'client', '--', name, ...args],
      { cwd: resolve(__dirname, '../..'), env: { ...process.env, GATEWAY_URL: url, GATEWAY_TOKEN: token } },
      (error, stdout, stderr) => {
        const [work = '', tries = ''] = `${stdout}`.split('\nand what it must not get:\n');
        const refusals = tries.split('\n').flatMap((line) => /^ {2}(.+): (.+)$/.exec(line)?.slice(1) ?? []);
        done({
          code: error ? error.code : 0,
          lines: [...work.split('\n').filter(Boolean), ...stderr.split('\n').filter((line) => line && !line.startsWith('npm warn'))],
          refusals: Object.fromEntries(Array.from({ length: refusals.length / 2 }, (_, index) => [refusals[index * 2]!, refusals[index * 2 + 1]!])),
        });
      },
    );
  });
}

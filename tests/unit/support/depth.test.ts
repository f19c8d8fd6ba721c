import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Depth from '../../support/depth.ts';
import { madeOnce } from '../../support/madeOnce.ts';

const depthWith = (TESTS: string): typeof Depth => {
  const before = process.env['TESTS'];
  try {
    process.env['TESTS'] = TESTS;
    let found: typeof Depth | undefined;
    jest.isolateModules(() => (found = jest.requireActual('../../support/depth.ts')));
    return found!;
  } finally {
    if (before === undefined) delete process.env['TESTS'];
    else process.env['TESTS'] = before;
  }
};

describe('the depth of a run', () => {
  it('leaves nothing out of a whole run', () => {
    const { sampled, tries } = depthWith('whole');
    expect([sampled([1, 2, 3, 4, 5], 2), tries(25, 6)]).toEqual([[1, 2, 3, 4, 5], 25]);
  });

  it('takes the first and each n-th after it else', () => {
    const { sampled, tries } = depthWith('');
    expect([sampled([1, 2, 3, 4, 5], 2), tries(25, 6)]).toEqual([[1, 3, 5], 6]);
  });
});

describe('what is made once', () => {
  it('is made by the first who asks for its key, and read by the others', () => {
    const before = process.env['C360_TEST_RUN_FOLDER'];
    const folder = mkdtempSync(join(tmpdir(), 'c360-made-once-'));
    try {
      process.env['C360_TEST_RUN_FOLDER'] = folder;
      const make = jest.fn(() => ({ of: new Map([['a', { n: 1 }]]) }));
      expect([madeOnce('one', make), madeOnce('one', make)]).toEqual([{ of: new Map([['a', { n: 1 }]]) }, { of: new Map([['a', { n: 1 }]]) }]);
      expect([make.mock.calls.length, readdirSync(folder)]).toEqual([1, ['one.v8']]);
    } finally {
      process.env['C360_TEST_RUN_FOLDER'] = before;
      rmSync(folder, { recursive: true });
    }
  });
});

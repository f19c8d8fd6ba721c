// How all tests run: a folder that the workers of one run of jest share, for what is dear to make and the same for several suites.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'c360-run-'));
  // Workers inherit both. As deployed: outside of production graphql-js asks of each value whether another copy of it made it.
  process.env.NODE_ENV = 'production';
  process.env.C360_TEST_RUN_FOLDER = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { securityTable, withoutTimes } from '../../../scripts/securityRows.ts';
import { ATTACKS, type AttackId } from '../../security/support/catalog.ts';
import type { Observation } from '../../security/support/results.ts';

const IDS = Object.keys(ATTACKS) as AttackId[];
const HOSTS = ['node', 'yoga', 'apollo'] as const;
const all = (cpuMs = 3): Observation[] =>
  IDS.filter((id) => id !== 'A40').flatMap((id) => HOSTS.map((host): Observation => ({ id, host, variant: 'it', saw: '400 QUERY_TOO_COMPLEX', cpuMs })));

describe('the table of attacks', () => {
  it('is refused where an attack was not tried on every host, or answered differently', () => {
    expect(() => securityTable(all().filter(({ id, host }) => !(id === 'A07' && host === 'yoga')))).toThrow('A07 was not tried on every host.');
    expect(() => securityTable(all().map((one) => (one.id === 'A09' && one.host === 'apollo' ? { ...one, saw: '200 data' } : one)))).toThrow('A09 was not answered alike on every host.');
  });

  it('differs in answers, but not in times, once the times are taken off', () => {
    expect(securityTable(all(3))).not.toBe(securityTable(all(4)));
    expect(withoutTimes(securityTable(all(3)))).toBe(withoutTimes(securityTable(all(4))));
    expect(withoutTimes(securityTable(all().map((one) => ({ ...one, saw: '200 data' }))))).not.toBe(withoutTimes(securityTable(all())));
  });

  it('shows the dearest variant of each host', () => {
    const more: Observation = { id: 'A01', host: 'yoga', variant: 'it', saw: '400 QUERY_TOO_COMPLEX', cpuMs: 41.6 };
    expect(securityTable([...all(), more]).split('\n').find((line) => line.includes('[A01]'))).toMatch(/\| 3 \| 42 \| 3 \|$/);
  });

  it('has a file for each attack, and a row on the page for each file', () => {
    const page = readFileSync(join(__dirname, '../../../docs/security.md'), 'utf8');
    for (const id of IDS) {
      expect([id, existsSync(join(__dirname, `../../security/${id}.test.ts`))]).toEqual([id, true]);
      expect(page).toContain(`| [${id}](../tests/security/${id}.test.ts) | ${ATTACKS[id].attack} | ${ATTACKS[id].gate} |`);
    }
  });
});

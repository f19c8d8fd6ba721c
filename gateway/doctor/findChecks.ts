/** Look-ups: a filter that is ignored would show everybody to whoever asks for one. */
import { randomInt, randomUUID } from 'node:crypto';
import type { PartyRecord } from '../../domain/records.ts';
import { failureOf, type TypeCheck } from './check.ts';
import type { Finding } from './finding.ts';

/** Values of so many records are looked up: one that was typed in another notation may not be found. */
const TRIED = 5;

/** Nobody has these: a domain that cannot be, a country code that is not given out. */
const madeUp = (by: 'email' | 'phone'): string => (by === 'email' ? `doctor-${randomUUID()}@customer-360.invalid` : `+9990${randomInt(10_000_000, 99_999_999)}`);

export async function* findChecks({ source, probe, signal, tell }: Omit<TypeCheck, 'type'>, parties: readonly PartyRecord[]): AsyncGenerator<Finding> {
  const { system, definition } = source;
  const find = probe.client.findParties?.bind(probe.client);
  if (!find) return;
  for (const by of definition.findsBy) {
    const field = by === 'email' ? 'e-mail' : 'phone';
    const settings = `sources.${system}.settings`;
    try {
      probe.forget();
      const found = await find(by, madeUp(by), signal);
      const rows = Math.max(found.length, probe.rows());
      if (rows > 0) {
        yield tell('FAIL', `its filter by ${field} is ignored: a made-up one found ${rows} rows`, `${settings}, where they name the field of the ${field}`);
        continue;
      }
      const carriers = parties.filter((party) => (by === 'email' ? party.emails : party.phones).length > 0).slice(0, TRIED);
      let met = 0;
      for (const party of carriers) {
        const { value } = (by === 'email' ? party.emails : party.phones)[0]!;
        if ((await find(by, value, signal)).some(({ ref }) => ref === party.ref)) met += 1;
      }
      if (carriers.length === 0) yield tell('WARN', `none of its records that were read has a ${field} to look up`);
      else if (met === 0) yield tell(by === 'email' ? 'FAIL' : 'WARN', `none of ${carriers.length} records is found by its own ${field}`, `${settings}, where they name the field of the ${field}`);
      else yield tell('OK', `finds by ${field}, and nobody by a made-up one`);
    } catch (error) {
      yield failureOf(error, `finding by ${field}`, tell, settings);
    }
  }
}

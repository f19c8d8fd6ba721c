import { systemOf } from '../../domain/sourceRef.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';

interface SourceStatusParent {
  system: string;
  status: 'OK' | 'STALE' | 'DOWN' | 'DENIED' | 'NOT_LINKED' | 'NOT_ASKED' | 'GONE' | 'RELINKING';
  fetchedAt: string | null;
}

/** Waits for everything that the answer loads of this customer, then tells how each configured system fared. */
export async function sources(customer: CustomerHandle, _args: unknown, ctx: RequestContext): Promise<SourceStatusParent[]> {
  await customer.idle();
  const linked = new Set(customer.index.parties.map(({ ref }) => systemOf(ref)));
  return ctx.reader.systems.map((system) => {
    if (ctx.deniedSystems.has(system)) return { system, status: 'DENIED', fetchedAt: null };
    const note = customer.notes.of(system);
    if (!note) return { system, status: linked.has(system) ? 'NOT_ASKED' : 'NOT_LINKED', fetchedAt: null };
    const { worst, fetchedAtMs } = note;
    const shown = worst === 'OK' || worst === 'STALE';
    return { system, status: worst, fetchedAt: shown && fetchedAtMs !== null ? new Date(fetchedAtMs).toISOString() : null };
  });
}

import { systemOf } from '../../domain/sourceRef.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import type { SourceReason } from '../support/sourceNotes.ts';

interface SourceStatusParent {
  system: string;
  status: 'OK' | 'STALE' | 'DOWN' | 'DENIED' | 'NOT_LINKED' | 'NOT_ASKED' | 'GONE' | 'RELINKING';
  fetchedAt: string | null;
  ageSeconds: number | null;
  reason: SourceReason | null;
}

const unasked = (system: string, status: SourceStatusParent['status']): SourceStatusParent => ({ system, status, fetchedAt: null, ageSeconds: null, reason: null });

/** Waits for everything that the answer loads of this customer, then tells how each configured system fared. */
export async function sources(customer: CustomerHandle, _args: unknown, ctx: RequestContext): Promise<SourceStatusParent[]> {
  await customer.idle();
  const linked = new Set(customer.index.parties.map(({ ref }) => systemOf(ref)));
  return ctx.reader.systems.map((system) => {
    if (ctx.deniedSystems.has(system)) return unasked(system, 'DENIED');
    const note = customer.notes.of(system);
    if (!note) return unasked(system, linked.has(system) ? 'NOT_ASKED' : 'NOT_LINKED');
    const { worst, fetchedAtMs, reason } = note;
    if ((worst !== 'OK' && worst !== 'STALE') || fetchedAtMs === null) return { ...unasked(system, worst), reason };
    // Another gateway's clock may have told the time of a cached one.
    const ageSeconds = Math.max(0, Math.floor((ctx.now() - fetchedAtMs) / 1_000));
    return { system, status: worst, fetchedAt: new Date(fetchedAtMs).toISOString(), ageSeconds, reason };
  });
}

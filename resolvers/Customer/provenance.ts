import type { SurvivorshipRule } from '../../domain/goldenRecord/types.ts';
import type { RequestContext } from '../context.ts';
import { FIELD_SUBJECTS, type CustomerField } from '../support/customerField.ts';
import type { CustomerHandle } from '../support/CustomerHandle.ts';
import { fieldAccess, type FieldAccess } from '../support/fieldAccess.ts';

interface LosingValueParent {
  value: string | null;
  access: FieldAccess;
  ref: string;
}

interface ProvenanceParent {
  field: CustomerField;
  value: string | null;
  access: FieldAccess;
  ref: string | null;
  fetchedAt: string | null;
  rule: SurvivorshipRule | null;
  /** Of pins, or null: the steward's reason, the expiry, and who it was. */
  reason: string | null;
  expiresAt: string | null;
  actor: string | null;
  losing: LosingValueParent[];
}

const UNPINNED = { reason: null, expiresAt: null, actor: null };
const NOTHING = { value: null, ref: null, fetchedAt: null, rule: null, ...UNPINNED, losing: [] };

/**
 * Each row takes the class of the field that it is about: masked where that is masked, without a value where that is
 * denied, and then nothing is read for it.
 */
export async function provenance(
  customer: CustomerHandle,
  { fields }: { fields: readonly CustomerField[] },
  ctx: RequestContext,
): Promise<ProvenanceParent[]> {
  const asked = [...new Set(fields)];
  const readable = asked.filter((field) => ctx.access(FIELD_SUBJECTS[field].dataClass) !== 'deny');
  const parts = readable.reduce((all, field) => all | FIELD_SUBJECTS[field].parts, 0);
  const seen = readable.length > 0 ? (await customer.read(parts)).seen : [];

  return asked.flatMap((field): ProvenanceParent[] => {
    const { dataClass, mask, choose } = FIELD_SUBJECTS[field];
    const access = ctx.access(dataClass);
    if (access === 'deny') return [{ field, access: 'DENIED', ...NOTHING }];
    const shown = (value: string) => (access === 'mask' ? ctx.mask(mask, value) : value);
    const told = fieldAccess(access);
    return choose(seen, ctx.config.survivorship).map(({ value, ref, fetchedAtMs, rule, pin, losing }) => ({
      field,
      value: shown(value),
      access: told,
      ref,
      fetchedAt: new Date(fetchedAtMs).toISOString(),
      rule,
      ...(pin ? { reason: pin.reason, expiresAt: pin.expiresAt, actor: pin.actor } : UNPINNED),
      losing: losing.map((lost) => ({ value: shown(lost.value), access: told, ref: lost.ref })),
    }));
  });
}

/**
 * Reads the records that the fields of customers will show before those fields are resolved: all in one go, so that each
 * field then has its value at once. Promises, closures and half-made answers that wait for the sources would otherwise
 * live on over turns of the loop, one set for each field of each row; that was a third of what a list cost.
 *
 * It asks for what the fields would ask for, no more: where it is not certain what they need (conditions, fragments,
 * later pages, fields that read something else), nothing is read ahead and each field reads for itself as it is met.
 */
import { getArgumentValues, GraphQLError, isObjectType, type FieldNode, type GraphQLResolveInfo } from 'graphql';
import type { SourceRef } from '../../domain/sourceRef.ts';
import { GatewayError } from '../../domain/errors.ts';
import type { RequestContext } from '../context.ts';
import type { CustomerHandle } from './CustomerHandle.ts';
import { eventParts } from './events.ts';
import { pageSize, type PageArgs } from './page.ts';
import { ADDRESSES, CONTACT_POINTS, CORE, IDENTIFIERS, maskOf, partsOf, SUBSCRIPTIONS, type PartMask } from './parts.ts';
import { certainFields, edgeNode, selectedFields } from './selection.ts';
import { ASSUMED_EVENTS, pageInHeads, TIMELINES } from './timeline.ts';

type Info = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>;

/** What the fields that show golden values read of the party records; 0 for those that read nothing by themselves. */
const PARTS_OF_FIELD: ReadonlyMap<string, PartMask> = new Map([
  ['__typename', 0], ['__denied', 0], ['id', 0], ['kind', 0], ['sources', 0],
  ['name', CORE], ['birthDate', CORE], ['account', CORE], ['preferredLanguage', CORE], ['territory', CORE], ['distributor', CORE],
  ['emails', CONTACT_POINTS], ['phones', CONTACT_POINTS], ['taxIds', IDENTIFIERS], ['loyaltyIds', IDENTIFIERS],
  ['addresses', ADDRESSES], ['subscriptions', SUBSCRIPTIONS],
]);

interface TimelineField {
  name: keyof typeof TIMELINES;
  node: FieldNode;
  mask: PartMask;
}

/** What a selection of `Customer` needs; null where that is not certain. */
interface Needs {
  parties: PartMask;
  timelines: readonly TimelineField[];
}

const remembered = new WeakMap<FieldNode, Needs | null>();

/** The public field behind the hidden one that masks it (the engine's execution schema). */
const publicName = (name: string): string => name.replace(/__masked$/, '');

function needsOf(customer: FieldNode, info: Info): Needs | null {
  let parties: PartMask = 0;
  const timelines: TimelineField[] = [];
  for (const field of certainFields(customer) ?? [null]) {
    if (!field) return null;
    const name = publicName(field.name.value);
    const parts = PARTS_OF_FIELD.get(name);
    if (parts !== undefined) parties |= parts;
    else {
      const node = edgeNode(field);
      const selected = node && selectedFields({ fieldNodes: [node], fragments: info.fragments });
      // The views of an order are read with it, by a rule of their own.
      if (!(name in TIMELINES) || !selected || selected.has('views')) return null;
      timelines.push({ name: name as TimelineField['name'], node: field, mask: maskOf(eventParts(selected)) });
    }
  }
  return { parties, timelines };
}

/** The rows of a first page; null where it is not certain that the field asks for one. */
function firstOf({ name, node }: TimelineField, info: Info): number | null {
  const type = info.schema.getType('Customer');
  const definition = isObjectType(type) ? type.getFields()[name] : undefined;
  if (!definition) return null;
  try {
    const args = getArgumentValues(definition, node, info.variableValues) as PageArgs & { filter?: unknown };
    return args.after == null && args.filter == null ? pageSize(args, ASSUMED_EVENTS) : null;
  } catch (error) {
    // The field itself will say what is wrong with it.
    if (error instanceof GraphQLError || error instanceof GatewayError) return null;
    throw error;
  }
}

/**
 * Resolves when what these customers' fields need has been read, or at once where that is not certain. `customer`: the
 * field that gives them, its selection being of `Customer`; null where it is not certain either. Never rejects.
 */
export async function readAhead(handles: readonly CustomerHandle[], customer: FieldNode | null, ctx: RequestContext, info: Info): Promise<void> {
  if (!customer || handles.length === 0) return;
  let needs = remembered.get(customer);
  if (needs === undefined) remembered.set(customer, (needs = needsOf(customer, info)));
  if (!needs) return;
  const byMask = new Map<PartMask, SourceRef[]>();
  const add = (mask: PartMask, refs: readonly SourceRef[]): void => {
    const known = byMask.get(mask);
    if (known) for (const ref of refs) known.push(ref);
    else byMask.set(mask, [...refs]);
  };
  for (const field of needs.timelines) {
    const first = firstOf(field, info);
    if (first === null) return;
    const kinds = TIMELINES[field.name](ctx);
    for (const handle of handles) {
      const page = pageInHeads(handle, { kinds, after: null, first });
      if (page) add(field.mask, page.rows.map(({ ref }) => ref));
    }
  }
  if (needs.parties !== 0) {
    for (const handle of handles) {
      const { refs, mask } = handle.ahead(needs.parties);
      add(mask, refs);
    }
  }
  await Promise.all([...byMask].map(([mask, refs]) => ctx.records.readMany(refs, partsOf(mask))));
}

/** Which fields a selection asks of an object, so that a read can ask the source for all of them at once. */
import { Kind, type FieldNode, type FragmentDefinitionNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

type Selecting = Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>;

const remembered = new WeakMap<FieldNode, ReadonlySet<string>>();

function collect(set: SelectionSetNode, fragments: Readonly<Record<string, FragmentDefinitionNode>>, into: Set<string>): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) into.add(selection.name.value);
    else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, fragments, into);
    else {
      const fragment = fragments[selection.name.value];
      if (fragment) collect(fragment.selectionSet, fragments, into);
    }
  }
}

/**
 * Names of the fields selected directly below the field being resolved, in fragments of whatever type and under
 * whatever `@skip` or `@include`: a hint of what may be needed, never less.
 */
export function selectedFields(info: Selecting): ReadonlySet<string> {
  const only = info.fieldNodes.length === 1 ? info.fieldNodes[0] : undefined;
  const known = only && remembered.get(only);
  if (known) return known;
  const names = new Set<string>();
  for (const { selectionSet } of info.fieldNodes) if (selectionSet) collect(selectionSet, info.fragments, names);
  if (only) remembered.set(only, names);
  return names;
}

const rememberedNodes = new WeakMap<FieldNode, ReadonlySet<string> | null>();

/** The one unconditional selection of a field, or undefined where there are several, none, or one under a condition. */
function onlyField(set: SelectionSetNode | undefined, name: string): FieldNode | undefined {
  const named = set?.selections.filter((selection) => selection.kind === Kind.FIELD && selection.name.value === name) ?? [];
  const [field] = named;
  return named.length === 1 && field?.kind === Kind.FIELD && field.directives?.length === 0 ? field : undefined;
}

/** The fields selected directly below one field; null where fragments or conditions leave open which they are. */
export function certainFields({ selectionSet }: FieldNode): readonly FieldNode[] | null {
  const fields: FieldNode[] = [];
  for (const selection of selectionSet?.selections ?? []) {
    if (selection.kind !== Kind.FIELD || selection.directives?.length) return null;
    fields.push(selection);
  }
  return fields;
}

/** The one field being resolved; null where equal fields were merged. */
export const onlyNode = ({ fieldNodes }: Selecting): FieldNode | null => (fieldNodes.length === 1 ? fieldNodes[0]! : null);

/** The `node` below the edges of a connection; null where it is not certain that there is one. */
export function edgeNode(connection: FieldNode): FieldNode | null {
  return onlyField(onlyField(connection.selectionSet, 'edges')?.selectionSet, 'node') ?? null;
}

/**
 * Names of the fields selected below `edges { node }` of the connection being resolved; null where it is not certain
 * that nodes are asked for (conditions, fragments): then they are read when they are.
 */
export function nodeFields(info: Selecting): ReadonlySet<string> | null {
  const only = onlyNode(info);
  if (!only) return null;
  let fields = rememberedNodes.get(only);
  if (fields === undefined) {
    const node = edgeNode(only);
    fields = node ? selectedFields({ fieldNodes: [node], fragments: info.fragments }) : null;
    rememberedNodes.set(only, fields);
  }
  return fields;
}

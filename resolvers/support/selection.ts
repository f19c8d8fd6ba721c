/** Which fields a selection asks of an object, so that a read can ask the source for all of them at once. */
import { Kind, type FieldNode, type FragmentDefinitionNode, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';

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
export function selectedFields(info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>): ReadonlySet<string> {
  const only = info.fieldNodes.length === 1 ? info.fieldNodes[0] : undefined;
  const known = only && remembered.get(only);
  if (known) return known;
  const names = new Set<string>();
  for (const { selectionSet } of info.fieldNodes) if (selectionSet) collect(selectionSet, info.fragments, names);
  if (only) remembered.set(only, names);
  return names;
}

import { GraphQLError, Kind, getArgumentValues, type ValueNode } from 'graphql';
import type { InputNeed, InputNeeds } from '../../directives/reads.ts';
import type { Policy } from '../../directives/policy.ts';
import { UNDENIABLE_CLASSES } from '../../directives/classified.ts';
import { GatewayError } from '../../domain/errors.ts';
import type { Principal } from '../../domain/principal.ts';
import type { Selection, SelectionTree } from './selectionTree.ts';

/** A selection whose arguments may need rights of their own. */
export interface Guard {
  selection: Selection;
  needs(variables: Readonly<Record<string, unknown>>): readonly InputNeed[];
}

function usesVariables(node: ValueNode): boolean {
  if (node.kind === Kind.VARIABLE) return true;
  if (node.kind === Kind.LIST) return node.values.some(usesVariables);
  return node.kind === Kind.OBJECT && node.fields.some((field) => usesVariables(field.value));
}

/** The arguments of a selection as its resolver would get them. Throws BAD_USER_INPUT naming the field, never a value. */
export function argumentsOf(selection: Selection, variables: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!selection.field) return {};
  try {
    return getArgumentValues(selection.field, selection.node, variables);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new GatewayError('BAD_USER_INPUT', `An argument of ${selection.coordinate} has an invalid value.`, { coordinate: selection.coordinate });
  }
}

/** The guards of a tree; those without variables are settled once. */
export function prepareGuards(tree: SelectionTree, inputNeeds: InputNeeds): Guard[] {
  const guards: Guard[] = [];
  for (const selection of tree.all) {
    const concerned = (selection.field?.args ?? []).filter((argument) => inputNeeds.concerns(argument));
    if (concerned.length === 0) continue;
    const evaluate = (variables: Readonly<Record<string, unknown>>): InputNeed[] => {
      const values = argumentsOf(selection, variables);
      return concerned.flatMap((argument) => inputNeeds.of(argument, values[argument.name]));
    };
    if (selection.node.arguments?.some((argument) => usesVariables(argument.value))) {
      guards.push({ selection, needs: evaluate });
    } else {
      const settled = evaluate({});
      if (settled.length > 0) guards.push({ selection, needs: () => settled });
    }
  }
  return guards;
}

/** Why the caller may not use these inputs, or null. Reading needs the class unmasked; looking up is a right of its own. */
export function refusalOf(needs: readonly InputNeed[], selection: Selection, policy: Policy, principal: Principal): GatewayError | null {
  for (const { right, dataClass } of needs) {
    if (UNDENIABLE_CLASSES.has(dataClass)) continue;
    const granted =
      right === 'lookup'
        ? policy.mayLookUp(principal, dataClass)
        : policy.access(principal, dataClass) === 'allow';
    if (granted) continue;
    const message = right === 'lookup' ? 'You may not look up by this.' : 'You may not filter, order or search by this.';
    return new GatewayError('FORBIDDEN', message, {
      coordinate: selection.coordinate,
      requires: { ...policy.requires(principal, dataClass, right), class: dataClass },
    });
  }
  return null;
}

/**
 * The names under which operations are counted and logged. Clients choose them, so each could be a new one, or somebody's
 * phone number: a bounded number of plain words stand for themselves, all others are one.
 */
import { Kind, parse, type DefinitionNode } from 'graphql';
import type { RequestTrail } from './trail.ts';

export interface OperationNames {
  /** `none` where no operation was chosen, `anonymous` where it has no name, `other` where its name is one too many. */
  of(trail: Pick<RequestTrail, 'kind' | 'operationName'>): string;
}

export const MAX_OPERATION_NAMES = 100;
const MAX_LENGTH = 60;
/** Names of operations have numbers of a version, not of a person. */
const WORD = /^(?!.*\d{4})[A-Za-z_][A-Za-z0-9_]*$/;
const RESERVED: ReadonlySet<string> = new Set(['none', 'anonymous', 'other']);

/** What cannot be read has no names: the engine says what is wrong with it. */
function definitionsOf(text: string): readonly DefinitionNode[] {
  try {
    return parse(text, { noLocation: true }).definitions;
  } catch {
    return [];
  }
}

/** Of registered documents: the company has chosen these names itself. */
export function operationNamesIn(texts: Iterable<string>): Set<string> {
  const names = new Set<string>();
  for (const text of texts) {
    for (const definition of definitionsOf(text)) {
      if (definition.kind === Kind.OPERATION_DEFINITION && definition.name) names.add(definition.name.value);
    }
  }
  return names;
}

/** `registered` stand for themselves; beside them the first `most` others that come, until the process ends. */
export function createOperationNames(registered: ReadonlySet<string> = new Set(), most = MAX_OPERATION_NAMES): OperationNames {
  const met = new Set<string>();
  return {
    of({ kind, operationName: name }) {
      if (kind === null) return 'none';
      if (name === null) return 'anonymous';
      if (registered.has(name) || met.has(name)) return name;
      if (met.size >= most || name.length > MAX_LENGTH || !WORD.test(name) || RESERVED.has(name)) return 'other';
      met.add(name);
      return name;
    },
  };
}

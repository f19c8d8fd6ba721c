/** Random valid documents over a schema, from a seed. */
import {
  getNamedType, isAbstractType, isCompositeType, isEnumType, isInputObjectType, isInterfaceType, isListType, isNonNullType, isObjectType, parse, validate,
  type GraphQLCompositeType, type GraphQLInputType, type GraphQLSchema,
} from 'graphql';

export type Random = () => number;

/** Mulberry32: small, seeded, good enough to choose with. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface RandomOperation {
  query: string;
  variables: Record<string, unknown>;
}

const TEXTS = ['Ada', 'x"y\\z', '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d(globalThis.pwned=1)', '', 'é•', '${1}`'];

function operation(schema: GraphQLSchema, random: Random): RandomOperation {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const variables: Record<string, unknown> = {};
  const definitions: string[] = [];
  const fragments: string[] = [];
  let count = 0;
  const name = (prefix: string): string => `${prefix}${(count += 1)}`;

  const value = (type: GraphQLInputType, depth: number): unknown => {
    if (isNonNullType(type)) return value(type.ofType, depth);
    if (isListType(type)) return Array.from({ length: 1 + Math.floor(random() * 2) }, () => value(type.ofType, depth));
    if (isEnumType(type)) return { enum: pick(type.getValues()).name };
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      const chosen = type.isOneOf ? [pick(fields)] : fields.filter((field) => isNonNullType(field.type) || (depth < 2 && random() < 0.5));
      return Object.fromEntries(chosen.map((field) => [field.name, value(field.type, depth + 1)]));
    }
    const scalar = getNamedType(type).name;
    if (scalar === 'Int') return Math.floor(random() * 5);
    if (scalar === 'Boolean') return random() < 0.5;
    if (scalar === 'DateTime') return '2026-01-02T03:04:05.000Z';
    return pick(TEXTS);
  };
  const literal = (given: unknown): string => {
    if (Array.isArray(given)) return `[${given.map(literal).join(', ')}]`;
    if (typeof given === 'object' && given !== null) {
      if ('enum' in given) return String(given.enum);
      return `{${Object.entries(given).map(([key, item]) => `${key}: ${literal(item)}`).join(', ')}}`;
    }
    return JSON.stringify(given);
  };
  const json = (given: unknown): unknown => {
    if (Array.isArray(given)) return given.map(json);
    if (typeof given === 'object' && given !== null) {
      if ('enum' in given) return given.enum;
      return Object.fromEntries(Object.entries(given).map(([key, item]) => [key, json(item)]));
    }
    return given;
  };
  const variable = (type: string, given: unknown): string => {
    const key = name('v');
    definitions.push(`$${key}: ${type}`);
    variables[key] = given;
    return `$${key}`;
  };
  const condition = (): string => {
    const directive = pick(['skip', 'include']);
    const given = random() < 0.5;
    return ` @${directive}(if: ${random() < 0.5 ? String(given) : variable('Boolean!', given)})`;
  };
  const maybeCondition = (): string => (random() < 0.12 ? condition() : '');

  const selections = (type: GraphQLCompositeType, depth: number): string => {
    const parts: string[] = [];
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const wanted = 1 + Math.floor(random() * 3);
    for (let index = 0; index < wanted; index += 1) {
      const chance = random();
      if (chance < 0.12) parts.push(`__typename${maybeCondition()}`);
      else if (chance < 0.28) {
        const types = isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type, ...type.getInterfaces()];
        const on = pick(types);
        const inner = `{ ${selections(on, depth)} }`;
        if (random() < 0.5) parts.push(`... on ${on.name}${maybeCondition()} ${inner}`);
        else {
          const fragment = name('F');
          fragments.push(`fragment ${fragment} on ${on.name} ${inner}`);
          parts.push(`...${fragment}${maybeCondition()}`);
          if (random() < 0.3) parts.push(`...${fragment}${condition()}`);
        }
      } else if (fields.length > 0) {
        const field = pick(fields);
        const named = getNamedType(field.type);
        if (isCompositeType(named) && depth <= 0) continue;
        const given = field.args.filter((argument) => isNonNullType(argument.type) || random() < 0.4);
        const args = given.map((argument) => {
          const made = value(argument.type, 0);
          return `${argument.name}: ${random() < 0.5 ? literal(made) : variable(String(argument.type), json(made))}`;
        });
        const alias = args.length > 0 || random() < 0.2 ? `${random() < 0.04 ? pick(['idx', 'x_', '__proto__']) : pick(['a', 'b'])}${random() < 0.02 ? '' : name('')}: ` : '';
        const below = isCompositeType(named) ? ` { ${selections(named, depth - 1)} }` : '';
        parts.push(`${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${maybeCondition()}${below}`);
      }
    }
    return parts.length > 0 ? parts.join(' ') : '__typename';
  };

  const root = schema.getQueryType();
  if (!root) throw new Error('The schema has no queries.');
  const body = selections(root, 4);
  const head = definitions.length > 0 ? `query(${definitions.join(', ')})` : 'query';
  return { query: `${head} { ${body} } ${fragments.join(' ')}`, variables };
}

/** The next valid operation; those that break a rule (two fields of one name that differ) are drawn again. */
export function randomOperation(schema: GraphQLSchema, random: Random): RandomOperation {
  for (;;) {
    const drawn = operation(schema, random);
    if (validate(schema, parse(drawn.query)).length === 0) return drawn;
  }
}


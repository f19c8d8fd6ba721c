import {
  GraphQLError, Kind, NoDeprecatedCustomRule, ValuesOfCorrectTypeRule, parse, specifiedRules, validate,
  type ASTVisitor, type FragmentDefinitionNode, type GraphQLSchema, type OperationDefinitionNode, type ValidationContext, type ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { GatewayError, type ErrorCode } from '../../domain/errors.ts';
import { clientError, type ClientError } from '../errors.ts';
import { checkDocument, type EngineLimits } from './limits.ts';
import { checkNesting } from './nesting.ts';

/** A document that passed limits and validation. */
export interface PreparedDocument {
  operations: readonly OperationDefinitionNode[];
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** A document that is refused, and what the client is told. */
export interface RefusedDocument {
  errors: readonly ClientError[];
}

/** Parsed and validated documents, each once; refusals are kept too, so a bad document costs its work once. */
export interface Documents {
  get(query: string): PreparedDocument | RefusedDocument;
}

export const isRefused = (document: PreparedDocument | RefusedDocument): document is RefusedDocument => 'errors' in document;

const MAX_QUERY_CACHE_BYTES = 32 * 1024 * 1024;
/** A syntax tree takes roughly this many times the bytes of its text. */
const BYTES_PER_CHARACTER = 40;
const MAX_VALIDATION_ERRORS = 10;

/** Replaces graphql-js' messages about wrong values, which repeat the value, by the type that was expected. */
const ValuesWithoutEchoRule: ValidationRule = (context: ValidationContext): ASTVisitor => {
  const quiet = Object.create(context) as ValidationContext;
  quiet.reportError = (error) => {
    const type = context.getInputType() ?? context.getParentInputType();
    const message = type ? `Expected a value of type "${String(type)}".` : 'A value is not of the expected type.';
    context.reportError(new GraphQLError(message, { nodes: error.nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } }));
  };
  return ValuesOfCorrectTypeRule(quiet);
};

const rules = specifiedRules.map((rule) => (rule === ValuesOfCorrectTypeRule ? ValuesWithoutEchoRule : rule)).filter((rule) => rule !== NoDeprecatedCustomRule);

function refusal(error: GraphQLError, code: ErrorCode, message: string): ClientError {
  const known = error.extensions['code'] === 'BAD_USER_INPUT' ? 'BAD_USER_INPUT' : code;
  return { message, ...(error.locations ? { locations: error.locations } : {}), extensions: { code: known } };
}

/** Syntax errors name the token they met; texts and numbers are data. */
const withoutTokenValue = (message: string): string => message.replace(/(String|BlockString|Int|Float) ".*"/s, '$1');

function prepare(schema: GraphQLSchema, limits: EngineLimits, query: string): PreparedDocument | RefusedDocument {
  let document;
  try {
    checkNesting(query, limits.maxTokens);
    document = parse(query, { maxTokens: limits.maxTokens });
  } catch (error) {
    if (error instanceof GatewayError) return { errors: [clientError(error)] };
    if (!(error instanceof GraphQLError)) throw error;
    if (error.message.includes('tokens. Parsing aborted')) {
      return { errors: [clientError(new GatewayError('QUERY_TOO_COMPLEX', `The query has more than ${limits.maxTokens} tokens.`))] };
    }
    return { errors: [refusal(error, 'GRAPHQL_PARSE_FAILED', withoutTokenValue(error.message))] };
  }
  try {
    checkDocument(document, limits);
  } catch (error) {
    if (error instanceof GatewayError) return { errors: [clientError(error)] };
    throw error;
  }
  const errors = validate(schema, document, rules, { maxErrors: MAX_VALIDATION_ERRORS, hideSuggestions: true });
  if (errors.length > 0) return { errors: errors.map((error) => refusal(error, 'GRAPHQL_VALIDATION_FAILED', error.message)) };
  return {
    operations: document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION),
    fragments: new Map(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
      ),
    ),
  };
}

/** @param schema the public schema */
export function createDocuments(schema: GraphQLSchema, limits: EngineLimits): Documents {
  const cache = new LRUCache<string, PreparedDocument | RefusedDocument>({
    maxSize: MAX_QUERY_CACHE_BYTES,
    sizeCalculation: (_document, query) => 1_000 + query.length * BYTES_PER_CHARACTER,
  });
  return {
    get(query) {
      let document = cache.get(query);
      if (!document) {
        document = prepare(schema, limits, query);
        cache.set(query, document);
      }
      return document;
    },
  };
}

import {
  GraphQLError, Kind, NoDeprecatedCustomRule, ValuesOfCorrectTypeRule, parse, specifiedRules, validate,
  type ASTVisitor, type DocumentNode, type FragmentDefinitionNode, type GraphQLSchema, type OperationDefinitionNode, type ValidationContext, type ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { GatewayError, type ErrorCode } from '../../domain/errors.ts';
import { clientError, type ClientError } from '../errors.ts';
import { checkDocument, type EngineLimits } from './limits.ts';
import { checkNesting } from './nesting.ts';

/** A document that passed limits and validation. */
export interface PreparedDocument {
  /** Its length in tokens. */
  tokens: number;
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

/** Room for some thousand documents of a usual length. */
const DEFAULT_CACHE_BYTES = 32 * 1024 * 1024;
/** A document kept without locations takes 80 to 190 bytes per token (measured). */
const BYTES_PER_TOKEN = 200;
const BYTES_PER_ENTRY = 1_000;
/** Refusals have room of their own, so that bad documents cannot drive good ones out. */
const REFUSALS_PART = 8;
/** A message names what it met, and a name may be as long as the document. */
const MAX_MESSAGE_LENGTH = 300;
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
  return { message: message.length > MAX_MESSAGE_LENGTH ? 'The document is not valid.' : message, ...(error.locations ? { locations: error.locations } : {}), extensions: { code: known } };
}

/** Syntax errors name the token they met; texts and numbers are data. */
const withoutTokenValue = (message: string): string => message.replace(/(String|BlockString|Int|Float) ".*"/s, '$1');

const refuse = (code: ErrorCode, message: string): RefusedDocument => ({ errors: [clientError(new GatewayError(code, message))] });

function parsed(query: string, limits: EngineLimits): DocumentNode | RefusedDocument {
  if (query.length > limits.maxDocumentLength) return refuse('QUERY_TOO_COMPLEX', `The query has more than ${limits.maxDocumentLength} characters.`);
  try {
    checkNesting(query, limits.maxTokens);
    return parse(query, { maxTokens: limits.maxTokens });
  } catch (error) {
    if (error instanceof GatewayError) return { errors: [clientError(error)] };
    if (!(error instanceof GraphQLError)) throw error;
    if (error.message.includes('tokens. Parsing aborted')) return refuse('QUERY_TOO_COMPLEX', `The query has more than ${limits.maxTokens} tokens.`);
    return { errors: [refusal(error, 'GRAPHQL_PARSE_FAILED', withoutTokenValue(error.message))] };
  }
}

function prepare(schema: GraphQLSchema, limits: EngineLimits, query: string): PreparedDocument | RefusedDocument {
  const document = parsed(query, limits);
  if ('errors' in document) return document;
  try {
    checkDocument(document, limits);
  } catch (error) {
    if (error instanceof GatewayError) return { errors: [clientError(error)] };
    throw error;
  }
  const errors = validate(schema, document, rules, { maxErrors: MAX_VALIDATION_ERRORS, hideSuggestions: true });
  if (errors.length > 0) return { errors: errors.map((error) => refusal(error, 'GRAPHQL_VALIDATION_FAILED', error.message)) };
  // Only errors need to know where something stands: the locations are most of a document's memory.
  const { definitions, tokenCount = 0 } = parse(query, { noLocation: true });
  return {
    tokens: tokenCount,
    operations: definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION),
    fragments: new Map(
      definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
      ),
    ),
  };
}

/** @param schema the public schema */
export function createDocuments(schema: GraphQLSchema, limits: EngineLimits, cacheBytes = DEFAULT_CACHE_BYTES): Documents {
  const accepted = new LRUCache<string, PreparedDocument>({
    maxSize: cacheBytes,
    sizeCalculation: ({ tokens }, query) => BYTES_PER_ENTRY + query.length * 2 + tokens * BYTES_PER_TOKEN,
  });
  const refused = new LRUCache<string, RefusedDocument>({
    maxSize: cacheBytes / REFUSALS_PART,
    sizeCalculation: ({ errors }, query) => query.length * 2 + errors.length * BYTES_PER_ENTRY,
  });
  return {
    get(query) {
      const known = accepted.get(query) ?? refused.get(query);
      if (known) return known;
      const document = prepare(schema, limits, query);
      if (isRefused(document)) refused.set(query, document);
      else accepted.set(query, document);
      return document;
    },
  };
}

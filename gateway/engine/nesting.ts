import { Lexer, Source, TokenKind } from 'graphql';
import { GatewayError } from '../../domain/errors.ts';

/**
 * Brackets in one another, of every kind. graphql-js reads them recursively: some thousands end the stack, and how many
 * depends on what else is on it.
 */
const MAX_NESTING = 100;

const OPENING = /[{[(]/g;
const DELTA: Readonly<Partial<Record<TokenKind, number>>> = {
  [TokenKind.BRACE_L]: 1, [TokenKind.BRACKET_L]: 1, [TokenKind.PAREN_L]: 1,
  [TokenKind.BRACE_R]: -1, [TokenKind.BRACKET_R]: -1, [TokenKind.PAREN_R]: -1,
};

/** Refuses a document whose brackets go too deep, before it is parsed. Throws QUERY_TOO_COMPLEX, or graphql-js' own syntax error. */
export function checkNesting(query: string, maxTokens: number): void {
  // Most documents have fewer brackets than may be open at once.
  if ((query.match(OPENING)?.length ?? 0) <= MAX_NESTING) return;
  const lexer = new Lexer(new Source(query));
  let open = 0;
  for (let read = 0; read < maxTokens; read += 1) {
    const { kind } = lexer.advance();
    if (kind === TokenKind.EOF) return;
    open += DELTA[kind] ?? 0;
    if (open > MAX_NESTING) throw new GatewayError('QUERY_TOO_COMPLEX', `The query has more than ${MAX_NESTING} brackets in one another.`);
  }
}

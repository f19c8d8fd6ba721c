import { issueToken as issue, type IssueTokenInput, type IssuedSecret } from '../../operations/tokens/issueToken.ts';
import type { RequestContext } from '../context.ts';

export function issueToken(_root: unknown, { input }: { input: IssueTokenInput }, ctx: RequestContext): Promise<IssuedSecret> {
  return issue(input, ctx);
}

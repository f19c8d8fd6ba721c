import type { AccessQuestion, AccessReport } from '../../domain/accessReport.ts';
import type { RequestContext } from '../context.ts';
import { badInput } from '../support/failures.ts';

/** Each document is parsed and checked like one that is run: a request has one of its own already. */
const asked = new WeakSet<RequestContext>();

export async function access(_root: unknown, question: AccessQuestion, ctx: RequestContext): Promise<AccessReport> {
  if (asked.has(ctx)) throw badInput('document', 'can be asked about once per request');
  asked.add(ctx);
  return ctx.explain(question);
}

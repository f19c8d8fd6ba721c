/** An answer as the table tells of it: HTTP status and error codes, never values. */
import type { EngineBody } from '../../../gateway/engine/types.ts';

export interface Seen {
  status: number;
  body: EngineBody;
  text: string;
  headers: Headers;
  /** `400 QUERY_TOO_COMPLEX`; `200 data` where there is no error. */
  saw: string;
}

/** Status and codes. */
export function sawOf(status: number, body: EngineBody): string {
  const codes = [...new Set((body.errors ?? []).map(({ extensions }) => extensions.code))].sort();
  return `${status} ${codes.length === 0 ? 'data' : codes.join(', ')}`;
}

/** Reads a response; one that is not JSON counts by its status alone. */
export async function seen(response: Response | Promise<Response>): Promise<Seen> {
  const answer = await response;
  // Apollo ends its answers with a line break.
  const text = (await answer.text()).trimEnd();
  let body: EngineBody = {};
  try {
    body = JSON.parse(text) as EngineBody;
  } catch {
    return { status: answer.status, body, text, headers: answer.headers, saw: String(answer.status) };
  }
  return { status: answer.status, body, text, headers: answer.headers, saw: sawOf(answer.status, body) };
}

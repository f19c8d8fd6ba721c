/** What a server answered, before anybody knows what it means. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One answer: status, headers in lower case, and the body as text and as JSON (null when it is none). */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: Json;
}

/** Sends one request; a body that is not a string goes as JSON. Never throws for an HTTP status. */
export async function send(
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body?: Json,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    redirect: 'manual',
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** The value at a path of keys and indexes; throws with the whole answer when there is none. */
export function at(value: Json, ...path: (string | number)[]): Json {
  let here: Json | undefined = value;
  for (const step of path) {
    here = (here as { [key: string]: Json } | null)?.[step as string];
    if (here === undefined) throw new Error(`no ${path.join('.')} in ${JSON.stringify(value).slice(0, 2000)}`);
  }
  return here ?? null;
}

/** The id (number or string) at a path, as text. */
export function idAt(value: Json, ...path: (string | number)[]): string {
  const found = at(value, ...path);
  if (typeof found !== 'string' && typeof found !== 'number')
    throw new Error(`no id at ${path.join('.')} in ${JSON.stringify(value)}`);
  return String(found);
}

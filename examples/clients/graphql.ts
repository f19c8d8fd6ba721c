/** All that a client needs to talk to the gateway: `fetch`, a bearer token, and server-sent events for what is new. */

export interface GraphQLFault {
  message: string;
  path?: string[];
  extensions: { code: string; coordinate?: string; source?: string; requires?: Record<string, string> };
}

/** A whole answer. A null in `data` has its reason in `errors`, or there is nothing that this token may see. */
export interface Answer<Data> {
  /** Of HTTP; 401 where the token is no good (any more). */
  status: number;
  data: Data | null;
  errors: GraphQLFault[];
  /** Schema coordinates that are shown shortened. */
  masked: string[];
}

export interface Gateway {
  ask<Data>(query: string, variables?: object): Promise<Answer<Data>>;
  /** Opens a subscription; once it resolves nothing is missed. Its events end when the signal fires or the token ends. */
  listen<Data>(query: string, variables: object, signal: AbortSignal): Promise<AsyncGenerator<Answer<Data>>>;
}

interface Body<Data> {
  data?: Data | null;
  errors?: GraphQLFault[];
  extensions?: { masked?: string[] };
}

const answerOf = <Data>(status: number, body: Body<Data>): Answer<Data> => ({
  status,
  data: body.data ?? null,
  errors: body.errors ?? [],
  masked: body.extensions?.masked ?? [],
});

/** The texts of server-sent events (HTML standard, 9.2.6): blocks of `field: value` lines, ended by an empty line. */
async function* eventData(body: ReadableStream<Uint8Array>): AsyncGenerator<{ event: string; data: string }> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>) as unknown as AsyncIterable<string>) {
    rest += text;
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const valuesOf = (field: string) => block.split('\n').flatMap((line) => (line.startsWith(`${field}:`) ? [line.slice(field.length + 1).trim()] : []));
      yield { event: valuesOf('event').join(''), data: valuesOf('data').join('\n') };
    }
  }
}

/** A client of the gateway at `url` (`http://host:port/graphql`). */
export function connect(url: string, token: string): Gateway {
  const post = (accept: string, body: object, signal?: AbortSignal) =>
    fetch(url, {
      method: 'POST',
      headers: { accept, 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
  return {
    async ask<Data>(query: string, variables: object = {}) {
      const response = await post('application/json', { query, variables });
      return answerOf(response.status, (await response.json()) as Body<Data>);
    },
    async listen<Data>(query: string, variables: object, signal: AbortSignal) {
      const response = await post('text/event-stream', { query, variables }, signal);
      return answers<Data>(response, signal);
    },
  };
}

async function* answers<Data>(response: Response, signal: AbortSignal): AsyncGenerator<Answer<Data>> {
  if (!response.body) return;
  try {
    for await (const { event, data } of eventData(response.body)) {
      if (event === 'complete') return;
      if (event === 'next') yield answerOf(response.status, JSON.parse(data) as Body<Data>);
    }
  } catch (error) {
    // Leaving is no failure.
    if (!signal.aborted) throw error;
  }
}

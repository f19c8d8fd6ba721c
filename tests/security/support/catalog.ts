/** The attacks of `tests/security/`, by number: what is tried and what stands against it. The table of docs/security.md is made of it. */

export interface Attack {
  attack: string;
  gate: string;
}

export const ATTACKS = {
  A01: { attack: 'Depth, also through fragments', gate: 'levels counted on the flattened document' },
  A02: { attack: 'Breadth: many fields, the same field many times', gate: 'tokens counted while parsing, then selections' },
  A03: { attack: 'Aliases: overload, and guessing many values in one request', gate: 'caps on aliases and root fields; look-ups counted by distinct key' },
  A04: { attack: 'Fragments that multiply (M12)', gate: 'expanded selections counted once per fragment, before validation' },
  A05: { attack: 'Page sizes in variables, absent or absurd (M7)', gate: 'cost once variables are known; every list bounded by the build' },
  A06: { attack: 'Directive overload, @include storm (M13)', gate: 'cap on directives and on equal names, before validation' },
  A07: { attack: 'Batches of requests', gate: 'refused: one request per body' },
  A08: { attack: 'Fragments and introspection that go round in circles', gate: 'linear walk; NoFragmentCycles, MaxIntrospectionDepth' },
  A09: { attack: 'Introspection', gate: 'needs the scope schema:read' },
  A10: { attack: 'Suggestions that give the schema away, variables included (M8)', gate: 'hideSuggestions in validation and coercion; own messages' },
  A11: { attack: 'GraphiQL, landing page, tracing and debug switches', gate: 'off unless configured, then on loopback names alone' },
  A12: { attack: 'GET: mutations, forged pages, odd content types', gate: 'queries only; bearer token in the header; no or JSON content type' },
  A13: { attack: 'POST that a forged page can send: form, multipart, text (M10)', gate: 'application/json by parsed essence' },
  A14: { attack: 'Requests forged through a source: paths, hosts, redirects', gate: 'base URLs from the configuration; redirects off; ids encoded' },
  A15: { attack: 'Header injection, client headers passed on', gate: 'own headers only upstream; request ids made here' },
  A16: { attack: 'Forged and foreign tokens', gate: 'asymmetric algorithms, issuer, audience, expiry and type demanded' },
  A17: { attack: 'Key set flooded by unknown key ids, or away', gate: 'refresh at most once per interval, last good keys' },
  A18: { attack: 'Identity smuggled past the Authorization header', gate: 'nothing in body, URL, cookie or other header says who calls' },
  A19: { attack: 'Headers that would skip the rate limit', gate: 'counted by principal; X-Forwarded-For believed from trusted proxies alone' },
  A20: { attack: 'Query operators, regular expressions, dotted keys for MongoDB', gate: 'no JSON scalar; typed filters, equality only' },
  A21: { attack: 'Cursors: changed, of another caller, list or filter', gate: 'AES-256-GCM bound to caller, policy, list, filter and order' },
  A22: { attack: 'Ids tried one after another', gate: 'out of scope answers and works like never issued' },
  A23: { attack: 'Round a field\'s permission by interface, fragment or alias (M2)', gate: 'the concrete type decides, on the flattened document' },
  A24: { attack: 'A field that nobody classified', gate: 'the engine does not start' },
  A25: { attack: '@skip, @include, operationName: check one thing, run another', gate: 'the document that is decided is the one that runs' },
  A26: { attack: 'Answers of one role reach another through a cache (M15)', gate: 'plans by fingerprint and policy; whole answers are not kept' },
  A27: { attack: 'Two principals in one upstream call', gate: 'raw records shared, every answer made for its principal' },
  A28: { attack: 'Loader of another request', gate: 'per-request loaders over the shared reader' },
  A29: { attack: 'Persisted queries poisoned', gate: 'nothing is registered at run time' },
  A30: { attack: 'Errors that tell: messages, stacks, upstream bodies, echoed input (M9, M16)', gate: 'one formatter, codes of one enum' },
  A31: { attack: 'Timing of refused tokens and of unknown customers', gate: 'equal work; hashes compared in constant time' },
  A32: { attack: 'Regular expressions that take for ever', gate: 'no expression of a client\'s; linear scalars' },
  A33: { attack: 'Prototype pollution (M16)', gate: 'only declared input fields, answers without prototype' },
  A34: { attack: 'Oversized, compressed, oddly encoded bodies', gate: '100 kB, uncompressed, UTF-8' },
  A35: { attack: 'Huge variables, deep input, floods of coercion errors', gate: 'body and list caps; at most ten errors' },
  A36: { attack: 'Slow headers, slow body, slow reader', gate: '10 s, 15 s and a write time-out, checked often enough; connections capped' },
  A37: { attack: 'Event streams: many, past the token\'s end, not read', gate: 'caps, end with the token, bounded queues' },
  A38: { attack: '@defer and @stream, clients that leave work behind', gate: 'not in the schema; a client that leaves ends its upstream calls' },
  A39: { attack: 'Personal data and forged lines in logs', gate: 'structured log, fields by allow-list' },
  A40: { attack: 'Dependencies', gate: 'lockfile with integrity hashes; install scripts listed; audit' },
} as const satisfies Record<string, Attack>;

export type AttackId = keyof typeof ATTACKS;

import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';

const SECRET = 'value of TaxIdentifier.value';
const as = { role: 'marketing' } as const;

onEveryHost('A25', (host, probe) => {
  const { ask } = useFakeHost(host);

  it.each([
    ['@include(if: true)', '{ customer(id: "1") { id taxIds @include(if: true) { value } } }', {}],
    ['@skip(if: false)', '{ customer(id: "1") { id taxIds @skip(if: false) { value } } }', {}],
    ['a variable', 'query ($v: Boolean!) { customer(id: "1") { id taxIds @include(if: $v) { value } } }', { v: true }],
    ['a default', 'query ($v: Boolean = true) { customer(id: "1") { id taxIds @include(if: $v) { value } } }', {}],
    ['a spread', 'query ($v: Boolean!) { customer(id: "1") { id ...F @include(if: $v) } } fragment F on Customer { taxIds { value } }', { v: true }],
    ['both at once', 'query ($v: Boolean!) { customer(id: "1") { id taxIds @skip(if: false) @include(if: $v) { value } } }', { v: true }],
    ['one fragment under two conditions', 'query ($v: Boolean!, $w: Boolean!) { customer(id: "1") { id ...F @include(if: $v) ...F @skip(if: $w) } } fragment F on Customer { taxIds { value } }', { v: false, w: false }],
  ])('denies a field that a condition brings in: %s', async (name, query, variables) => {
    let text = '';
    const saw = await probe(name, async (n) => {
      const answer = await ask(`${query} # ${n}`, { as, variables });
      text += answer.text;
      return answer.saw;
    });
    expect(saw).toBe('200 FORBIDDEN');
    expect(text).not.toContain(SECRET);
  });

  it('decides anew when the same document comes with other conditions', async () => {
    const query = 'query ($v: Boolean!) { customer(id: "1") { id taxIds @include(if: $v) { value } } }';
    for (const v of [false, false, false, false, true, true, false, true, true, true]) {
      const { saw, text } = await ask(query, { as, variables: { v } });
      expect([v, saw]).toEqual([v, v ? '200 FORBIDDEN' : '200 data']);
      expect(text).not.toContain(SECRET);
    }
  });

  it('decides the operation that is named, not the first', async () => {
    const query = 'query Good { me { role } } query Bad { customer(id: "1") { taxIds { value } } }';
    for (const operationName of ['Good', 'Bad', 'Good', 'Bad', 'Bad', 'Bad', 'Bad']) {
      const { saw, text } = await ask(query, { as, operationName });
      expect([operationName, saw]).toEqual([operationName, operationName === 'Bad' ? '200 FORBIDDEN' : '200 data']);
      expect(text).not.toContain(SECRET);
    }
  });

  it.each([
    ['two operations and no name', 'query A { me { role } } query B { customer(id: "1") { taxIds { value } } }', undefined],
    ['a name that is not there', 'query A { me { role } }', 'B'],
    ['a name of another case', 'query A { me { role } }', 'a'],
  ])('runs nothing where the operation cannot be told: %s', async (name, query, operationName) => {
    expect(await probe(name, async (n) => (await ask(`${query} # ${n}`, { as, ...(operationName ? { operationName } : {}) })).saw)).toBe('400 OPERATION_RESOLUTION_FAILURE');
  });

  it('refuses two operations of one name, and conditions that are no booleans', async () => {
    expect((await ask('query A { me { role } } query A { customer(id: "1") { taxIds { value } } }', { as, operationName: 'A' })).saw).toBe('400 GRAPHQL_VALIDATION_FAILED');
    for (const v of ['true', 1, null, [true], {}]) {
      expect((await ask('query ($v: Boolean!) { customer(id: "1") { taxIds @include(if: $v) { value } } }', { as, variables: { v } })).saw).toBe('400 BAD_USER_INPUT');
    }
  });
});

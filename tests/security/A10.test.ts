import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';

/** Eight ways to have graphql-js guess what was meant (reference/security.md M8): each a near miss of a name that it must not complete. */
const CASES: readonly (readonly [name: string, query: string, variables: Record<string, unknown>, hidden: RegExp])[] = [
  ['field', '{ me { rolee } }', {}, /"role"/],
  ['argument', '{ customer(idd: "1") { id } }', {}, /"id"/],
  ['type of a fragment', '{ ...F } fragment F on Custome { id }', {}, /"Customer"/],
  ['field that other types have', '{ node(id: "1") { ... on Node { taxIds } } }', {}, /"Customer"|"Order"/],
  ['enum literal', '{ customers(orderBy: NAME_AS) { edges { cursor } } }', {}, /NAME_ASC/],
  ['input field', '{ customerBy(key: {taxIdd: "1"}) { id } }', {}, /"taxId"|sourceRef/],
  ['enum in a variable', 'query ($by: CustomerOrder) { customers(orderBy: $by) { edges { cursor } } }', { by: 'NAME_AS' }, /NAME_ASC/],
  ['input field in a variable', 'query ($key: CustomerKey!) { customerBy(key: $key) { id } }', { key: { taxIdd: '1' } }, /"taxId"|sourceRef/],
];

onEveryHost('A10', (host, probe) => {
  const { ask } = useFakeHost(host);

  it.each(CASES)('suggests no name for a wrong one: %s', async (name, query, variables, hidden) => {
    let text = '';
    const saw = await probe(name, async (n) => {
      const answer = await ask(`${query} # ${n}`, { variables, as: { role: 'partner' } });
      text += answer.text;
      return answer.saw;
    });
    expect(saw).toMatch(/^400 (GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT)$/);
    expect(text).not.toMatch(/did you mean|perhaps/i);
    expect(text).not.toMatch(hidden);
  });

  it('suggests no directive, variable, fragment, operation or root field either', async () => {
    for (const query of ['{ me @includ(if: true) { role } }', 'query ($value: ID!) { customer(id: $valu) { id } }', '{ ...Customr } fragment Customer on Query { me { role } }', 'mutation { recordInteractio { id } }']) {
      const { saw, text } = await ask(query, { as: { role: 'partner' } });
      expect(saw).toMatch(/^400 /);
      expect(text).not.toMatch(/did you mean|recordInteraction"|"include"/i);
    }
    expect((await ask('query First { me { role } } query Second { me { role } }', { operationName: 'Firs' })).text).not.toMatch(/Firs/);
  });
});

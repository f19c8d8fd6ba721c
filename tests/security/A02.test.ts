import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';

onEveryHost('A02', (host, probe) => {
  const { ask } = useFakeHost(host);

  it('refuses the same field 500 times', async () => {
    expect(await probe('one field 500 times', async (n) => (await ask(`query Q${n} { me { ${'role '.repeat(500)} } }`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('refuses more tokens than a document may have, and stops reading there (M14)', async () => {
    const answer = await probe('45,000 tokens', async (n) => (await ask(`query Q${n} { me { ${'a '.repeat(45_000)} } }`)).saw);
    expect(answer).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('refuses 3,000 fields that do not exist', async () => {
    const fields = Array.from({ length: 3_000 }, (_, index) => `f${index}`).join(' ');
    expect(await probe('3,000 unknown fields', async (n) => (await ask(`query Q${n} { me { ${fields} } }`)).saw)).toBe('400 QUERY_TOO_COMPLEX');
  });

  it('tells of at most ten faults of one document', async () => {
    const fields = Array.from({ length: 1_500 }, (_, index) => `f${index}`).join(' ');
    let most = 0;
    const answer = await probe('1,500 unknown fields', async (n) => {
      const found = await ask(`query Q${n} { me { ${fields} } }`);
      most = Math.max(most, found.body.errors?.length ?? 0);
      return found.saw;
    });
    expect(answer).toBe('400 GRAPHQL_VALIDATION_FAILED');
    expect(most).toBeLessThanOrEqual(11);
  });

  it('refuses thousands of operations, variables and unused fragments in one document', async () => {
    const operations = Array.from({ length: 600 }, (_, index) => `query O${index} { __typename }`).join(' ');
    expect(await probe('600 operations', async (n) => (await ask(`query Q${n} { __typename } ${operations}`)).saw)).toMatch(/^400 /);
    const variables = Array.from({ length: 900 }, (_, index) => `$v${index}: Int`).join(' ');
    expect(await probe('900 unused variables', async (n) => (await ask(`query Q${n}(${variables}) { __typename }`)).saw)).toMatch(/^400 /);
    const fragments = Array.from({ length: 500 }, (_, index) => `fragment F${index} on Viewer { role }`).join(' ');
    expect(await probe('500 unused fragments', async (n) => (await ask(`query Q${n} { __typename } ${fragments}`)).saw)).toMatch(/^400 /);
  });

  it('serves a page of fifty customers with what a desk shows of them', async () => {
    const { saw } = await ask('{ customers(first: 50) { edges { node { id name { full } emails { value } orders(first: 3) { edges { node { number total { amount } } } } } } } }');
    expect(saw).toBe('200 data');
  });
});

import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { parse, type ExecutionResult } from 'graphql';
import { createWorld } from '../../support/fakes/context.ts';
import { answerOf, run, testSchema } from '../../support/fakes/graphql.ts';
import { ADA, sample } from '../../support/fakes/sample.ts';

/** graphql-jit reads properties itself: it calls no functions and waits for no promises in them. */
async function compiled(query: string, context: unknown): Promise<unknown> {
  const result = compileQuery(testSchema, parse(query));
  if (!isCompiledQuery(result)) throw new Error('The query did not compile.');
  return answerOf((await result.query(undefined, context, {})) as ExecutionResult);
}

const everything = `{ customer(id: "${ADA}") {
  id kind name { full given family } emails { value verified } phones { value } taxIds { value scheme } loyaltyIds birthDate addresses { street } account
  preferredLanguage territory distributor subscriptions { topic system } identities { ref rule refs fields { field left right level weight changed access } linkedAt } organisations { role from customer { kind } }
  orders { edges { node { id at refs number status total { amount currency } lines { sku quantity total { amount } } views { ref number } customer { id } } } pageInfo { hasNextPage } }
  tickets { edges { node { number subject status category priority } } } calls { edges { node { number direction durationSeconds agent } } }
  touches { edges { node { channel action campaign } } } interactions { edges { node { __typename id at refs } } }
  contactPolicy(channel: EMAIL, purpose: MARKETING) { allowed reasons until }
  provenance(fields: [NAME, EMAILS]) { field value access losing { value } }
  sources { system status fetchedAt } } }`;

describe('the compiled engine', () => {
  it.each(['', 'rt', 'vendure'])('answers as graphql-js does, with %s down', async (system) => {
    const answers = [];
    for (const execute of [run, (context: never, query: string) => compiled(query, context)]) {
      const world = await createWorld(sample);
      const { read } = world.reader;
      if (system !== '') {
        world.reader.read = (ref, parts, signal) => (ref.startsWith(system) ? Promise.resolve({ status: 'DOWN', failure: 'timeout' }) : read(ref, parts, signal));
      }
      answers.push((await execute(world.request() as never, everything)) as { data: unknown; errors: { path: string }[] });
    }
    const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
    for (const { errors } of answers) errors.sort(byPath);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]!.errors.length > 0).toBe(system !== '');
  });
});

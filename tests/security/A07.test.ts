import { useFakeHost } from './support/fakeHost.ts';
import { onEveryHost } from './support/probe.ts';
import { seen } from './support/seen.ts';

onEveryHost('A07', (host, probe) => {
  const fake = useFakeHost(host);
  const accept = { accept: 'application/graphql-response+json' };
  const guess = (index: number) => ({ query: `{ customerBy(key: {taxId: "${index}"}) { id } }` });

  it.each([1, 10, 1_000])('refuses a batch of %i, and runs none of it', async (count) => {
    const batch = JSON.stringify(Array.from({ length: count }, (_, index) => guess(index)));
    const saw = await probe(`array of ${count}`, async () => (await seen(fake.server.post(batch, { headers: accept }))).saw);
    expect(saw).toBe('400 BAD_USER_INPUT');
    expect(fake.server.harness.calls.get('Query.customerBy') ?? 0).toBe(0);
  });

  it('refuses batches by line and by key', async () => {
    const lines = await probe('lines', async () => (await seen(fake.server.post(`${JSON.stringify(guess(1))}\n${JSON.stringify(guess(2))}`, { headers: accept }))).saw);
    expect(lines).toBe('400 BAD_USER_INPUT');
    const byKey = await probe('map of requests', async () => (await seen(fake.server.post({ 0: guess(1), 1: guess(2) }, { headers: accept }))).saw);
    expect(byKey).toBe('400 BAD_USER_INPUT');
    expect(fake.server.harness.calls.get('Query.customerBy') ?? 0).toBe(0);
  });
});

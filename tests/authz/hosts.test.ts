/** The matrix again, over HTTP, on every host: they are one engine's carriers and must not differ in anything. */
import { ROLES } from '../../domain/principal.ts';
import { sampled } from '../support/depth.ts';
import { caller } from './callers.ts';
import { faultsOfAll } from './check.ts';
import { AMPLE_LIMITS, createHarness } from './engine.ts';
import { expectedAccess, type Who } from './expected.ts';
import { askHost, HOST_KINDS, startHost, type TestHost } from './hosts.ts';
import { probesFor } from './paths.ts';
import { SHAPES, type Shape } from './shapes.ts';

const harness = createHarness({}, { limits: AMPLE_LIMITS });

describe.each(HOST_KINDS)('on %s', (kind) => {
  let host: TestHost;
  beforeAll(async () => {
    host = await startHost(kind, harness.engine);
  });
  afterAll(() => host.close());

  it.each(sampled(ROLES, 4))('%s sees of every field what the tables say, by every way, and no more in other writings', async (role) => {
    const asked = askHost(harness, host);
    const who: Who = { role, scopes: 'all' };
    const probes = probesFor(harness.schema, (coordinate) => expectedAccess(who, coordinate) !== 'deny');
    expect(await faultsOfAll(asked, who, SHAPES[0] as Shape, probes)).toEqual([]);
    // How a selection is written is decided behind the hosts: here a few of the writings, on the shortest ways.
    const shortest = probes.filter(({ family }) => family !== 'edge' && family !== 'nested');
    for (const name of ['alias', 'fragment', '@include', 'inline fragment on an interface']) {
      expect(await faultsOfAll(asked, who, SHAPES.find((shape) => shape.name === name) as Shape, shortest)).toEqual([]);
    }
  });

  it('runs the named operation of several, and judges that one (A25)', async () => {
    const query = 'query Harmless { me { role } } query Other { customer(id: "1") { birthDate } }';
    const marketing = caller('marketing');
    harness.calls.clear();
    expect(JSON.parse((await host.post(marketing, { query, operationName: 'Harmless' })).text)).toEqual({ data: { me: { role: 'value of Viewer.role' } } });
    expect(JSON.parse((await host.post(marketing, { query, operationName: 'Other' })).text)).toMatchObject({
      data: { customer: { birthDate: null } },
      errors: [{ path: ['customer', 'birthDate'], extensions: { code: 'FORBIDDEN', coordinate: 'Customer.birthDate' } }],
    });
    expect(harness.calls.has('Customer.birthDate')).toBe(false);
    harness.calls.clear();
    for (const operationName of [undefined, 'harmless', 'Harmless Other']) {
      const { text } = await host.post(caller('admin'), { query, ...(operationName ? { operationName } : {}) });
      expect(JSON.parse(text)).toEqual({ errors: [expect.objectContaining({ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })] });
    }
    expect(harness.calls.size).toBe(0);
  });

  it('decides @include by the variable as given, by its default where it is not, and runs nothing that they hide (A25)', async () => {
    const query = 'query($see: Boolean! = false) { customer(id: "1") { kind birthDate @include(if: $see) } }';
    const marketing = caller('marketing');
    harness.calls.clear();
    expect(JSON.parse((await host.post(marketing, { query })).text)).toEqual({ data: { customer: { kind: expect.any(String) } } });
    expect(JSON.parse((await host.post(marketing, { query, variables: { see: true } })).text)).toMatchObject({ data: { customer: { birthDate: null } }, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(harness.calls.has('Customer.birthDate')).toBe(false);
    const admin = JSON.parse((await host.post(caller('admin'), { query, variables: { see: true } })).text) as { data: { customer: { birthDate: unknown } } };
    expect(admin.data.customer.birthDate).toBe(harness.valueOf('Customer.birthDate'));
  });
});

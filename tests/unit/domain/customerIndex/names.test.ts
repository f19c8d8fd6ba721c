import { nameGroups } from '../../../../domain/customerIndex/names.ts';
import type { CustomerDocument, Pointer } from '../../../../domain/identity/link.ts';

const AT = new Date('2026-05-01T00:00:00Z');
const pointer = (customerId: string, verified: boolean): Pointer => ({ customerId, rule: verified ? 'email' : 'emailAndName', fields: [], refs: ['a', 'b'], verified, at: AT, actor: 'gateway' });
const customers = (...all: [string, Pointer?][]) =>
  new Map(all.map(([_id, mergedInto = null]): [string, CustomerDocument] => [_id, { _id, createdAt: AT, mergedInto, revision: 1 }]));

describe('names of customers and verified parts', () => {
  it('do not follow a pointer on lesser grounds for the verified part', () => {
    const members = [{ ref: 'shop:party:9', customerId: 'c1' }, { ref: 'erp:party:5', customerId: 'c2' }, { ref: 'desk:party:1', customerId: 'c3' }];
    const named = nameGroups(members, customers(['c1'], ['c2', pointer('c1', true)], ['c3', pointer('c2', false)]));
    expect(named.get('shop:party:9')).toEqual({
      customer: { name: 'desk:party:1', rootId: 'c1', refs: ['desk:party:1', 'erp:party:5', 'shop:party:9'] },
      part: { name: 'erp:party:5', rootId: 'c1', refs: ['erp:party:5', 'shop:party:9'] },
    });
    expect(named.get('desk:party:1')!.part).toEqual({ name: 'desk:party:1', rootId: 'c3', refs: ['desk:party:1'] });
  });

  it('are the same whichever id is the elder', () => {
    const members = (one: string, other: string) => [{ ref: 'b', customerId: one }, { ref: 'a', customerId: other }];
    const there = nameGroups(members('c1', 'c2'), customers(['c1'], ['c2', pointer('c1', true)]));
    const back = nameGroups(members('c2', 'c1'), customers(['c1'], ['c2', pointer('c1', true)]));
    const namesOf = (named: typeof there) => [...named].map(([ref, { customer, part }]) => [ref, customer.name, part.name]).sort();
    expect(namesOf(there)).toEqual(namesOf(back));
  });

  it('are no pin, unless a pin is all that is left', () => {
    const pin = 'gateway:party:pin-1';
    expect(nameGroups([{ ref: pin, customerId: 'c1' }, { ref: 'shop:party:1', customerId: 'c1' }], customers(['c1'])).get(pin)!.customer).toMatchObject({ name: 'shop:party:1', refs: [pin, 'shop:party:1'] });
    expect(nameGroups([{ ref: pin, customerId: 'c1' }], customers(['c1'])).get(pin)!.part.name).toBe(pin);
  });
});

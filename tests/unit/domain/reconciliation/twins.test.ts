import { reconcile, type View } from '../../../../domain/reconciliation/twins.ts';

const rank = ['erp', 'shop'];
const view = (ref: string, number: string, references: string[] = [], partyRef = `${ref.split(':')[0]}:party:1`): View => ({
  ref,
  system: ref.split(':')[0]!,
  kind: ref.split(':')[1] as View['kind'],
  numbers: [number],
  sharedKeys: [number, ...references],
  partyRef,
});
const apart = (views: View[]) => {
  const pointers = reconcile(views, rank).sort((a, b) => (a.ref < b.ref ? -1 : 1));
  expect(pointers).toEqual(views.map(({ ref, partyRef }) => ({ ref, twinOf: null, twins: [], parties: [partyRef] })));
};

describe('reconciliation', () => {
  it('leaves apart two systems that happen to use one number', () => {
    apart([view('erp:order:1', '100'), view('shop:order:2', '100')]);
  });

  it('leaves apart two views of one system', () => {
    apart([view('erp:order:1', 'S-1', ['W-1']), view('erp:order:2', 'S-2', ['W-1'])]);
  });

  it('leaves apart a shop order that two ERP orders refer to, since nobody can say which is meant', () => {
    apart([view('erp:order:1', 'S-1', ['W-1']), view('erp:order:2', 'S-2', ['W-1']), view('shop:order:3', 'W-1')]);
  });

  it('leaves apart events of different kinds', () => {
    apart([view('erp:order:1', 'S-1', ['W-1']), view('shop:ticket:2', 'W-1')]);
  });

  it('joins an order and the one that it refers to, whichever comes first, and lists it for both parties', () => {
    const [erp, shop] = [view('erp:order:1', 'S-1', ['W-1']), view('shop:order:2', 'W-1')];
    const expected = [
      { ref: 'erp:order:1', twinOf: null, twins: ['shop:order:2'], parties: ['erp:party:1', 'shop:party:1'] },
      { ref: 'shop:order:2', twinOf: 'erp:order:1', twins: [], parties: [] },
    ];
    expect(reconcile([erp, shop], rank)).toEqual(expected);
    expect(reconcile([shop, erp], rank)).toEqual(expected);
  });

  it('lets the system of the highest rank lead', () => {
    const views = [view('erp:order:1', 'S-1', ['W-1']), view('shop:order:2', 'W-1')];
    expect(reconcile(views, ['shop', 'erp'])[0]).toMatchObject({ ref: 'shop:order:2', twins: ['erp:order:1'] });
  });
});

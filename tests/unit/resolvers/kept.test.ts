import { keptBy, type Keeper } from '../../../resolvers/support/kept.ts';

interface Holder extends Keeper {
  name: string;
}
const holder = (name: string): Holder => ({ name, kept: null });

describe('what is kept by a request', () => {
  test('it is of no other request', () => {
    const kept = keptBy(({ name }: Holder) => ({ name }));
    const [ann, bob] = [holder('ann'), holder('bob')];
    expect(kept.of(ann)).toEqual({ name: 'ann' });
    expect(kept.of(bob)).toEqual({ name: 'bob' });
  });

  test('it is made once, and anew when it was forgotten', () => {
    let made = 0;
    const kept = keptBy((_: Holder) => ({ number: (made += 1) }));
    const ann = holder('ann');
    expect(kept.of(ann)).toBe(kept.of(ann));
    kept.forget(ann);
    expect(kept.of(ann).number).toBe(2);
  });

  test('forgetting one thing keeps the others', () => {
    const [first, second] = [keptBy((_: Holder) => ({})), keptBy((_: Holder) => ({}))];
    const ann = holder('ann');
    const other = second.of(ann);
    first.of(ann);
    first.forget(ann);
    expect(second.of(ann)).toBe(other);
  });
});

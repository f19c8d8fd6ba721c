import { createHash } from 'node:crypto';
import { createCursors } from '../../../gateway/cursors.ts';
import { createPublicIds } from '../../../gateway/publicIds.ts';

const key = createHash('sha256').update('key of a test').digest();
const otherKey = createHash('sha256').update('another key').digest();

describe('a public id', () => {
  const ids = createPublicIds(key);
  const refs = ['tryton:order:1', 'rt:ticket:42', 'vendure:order:a:b:c', `ghost:touch:${'x'.repeat(200)}`, 'rt:call:ñ'];

  it.each(['', 'e', 'x', 'tryton:order:1', '../../etc', 'e!!!!', `e${'A'.repeat(40)}`, 'é'.repeat(30), '__proto__'])('of the shape %j was never made, so it leads nowhere', (id) => {
    expect(ids.decode(id)).toBeUndefined();
  });

  it('cannot be changed, cut, lengthened, or made with another key', () => {
    const id = ids.encode('tryton:order:1');
    for (let index = 1; index < id.length; index += 1) {
      const letter = id[index] === 'A' ? 'B' : 'A';
      expect(ids.decode(id.slice(0, index) + letter + id.slice(index + 1))).toBeUndefined();
    }
    expect(ids.decode(id.slice(0, -1))).toBeUndefined();
    expect(ids.decode(`${id}A`)).toBeUndefined();
    expect(createPublicIds(otherKey).decode(id)).toBeUndefined();
  });

  it('leads back to its source ref, on every instance with the key', () => {
    for (const ref of refs) {
      expect(createPublicIds(key).encode(ref)).toBe(ids.encode(ref));
      expect(ids.decode(ids.encode(ref))).toBe(ref);
      expect(ids.encode(ref)).not.toContain(Buffer.from(ref).toString('base64url').slice(0, 6));
    }
    expect(new Set(refs.map((ref) => ids.encode(ref))).size).toBe(refs.length);
  });

  it('needs a long key', () => {
    expect(() => createPublicIds(new Uint8Array(31))).toThrow(/32 bytes/);
  });
});

describe('a cursor', () => {
  const cursors = createCursors(key);
  const made = (): string => cursors.encode(['Lovelace', 17], 'u1|customers|NAME_ASC');

  it.each(['', 'x', 'MTIz', '!!', 'A'.repeat(60)])('of the shape %j is refused', (cursor) => {
    expect(() => cursors.decode(cursor, 'u1|customers|NAME_ASC')).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', details: { argument: 'after' } }));
  });

  it('of another caller, list or order is refused as a forged one is', () => {
    const message = (cursor: string, binding: string): string => {
      try {
        cursors.decode(cursor, binding);
        return 'taken';
      } catch (error) {
        return (error as Error).message;
      }
    };
    const refusals = [message(made(), 'u2|customers|NAME_ASC'), message(made(), 'u1|customers|NAME_DESC'), message(`${made().slice(0, -2)}AA`, 'u1|customers|NAME_ASC'), message(createCursors(otherKey).encode([1], 'b'), 'b')];
    expect(new Set(refusals)).toEqual(new Set(['This cursor is not of this list.']));
  });

  it('of a day ago is refused as a forged one is, and one of an hour ago is not', () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const aging = createCursors(key, { now: () => nowMs });
    const cursor = aging.encode(['Lovelace', 17], 'b');
    nowMs += 60 * 60 * 1_000;
    expect(aging.decode(cursor, 'b')).toEqual(['Lovelace', 17]);
    nowMs += 24 * 60 * 60 * 1_000;
    expect(() => aging.decode(cursor, 'b')).toThrow('This cursor is not of this list.');
  });

  it('leads on at another instance with the key', () => {
    expect(createCursors(key).decode(made(), 'u1|customers|NAME_ASC')).toEqual(['Lovelace', 17]);
  });

  it('leads back to its place and shows nothing of it', () => {
    expect(cursors.decode(made(), 'u1|customers|NAME_ASC')).toEqual(['Lovelace', 17]);
    expect(made()).not.toBe(made());
    expect(Buffer.from(made(), 'base64url').toString('latin1')).not.toContain('Lovelace');
  });
});

import { createOperationNames, operationNamesIn } from '../../../../gateway/telemetry/operationNames.ts';

const query = (operationName: string | null) => ({ kind: 'query' as const, operationName });

describe('the name of an operation in metrics and logs', () => {
  it('is not what the client wrote where that might be about somebody, is too long or is one of ours', () => {
    const names = createOperationNames();
    for (const name of ['_34600111222', 'call34600111222', 'A'.repeat(61), 'none', 'anonymous']) expect(names.of(query(name))).toBe('other');
  });

  it('is other from the first name on that is one too many, while those before go on', () => {
    const names = createOperationNames(new Set(['Card']), 2);
    expect(['One', 'Two', 'Three', 'One', 'Card'].map((name) => names.of(query(name)))).toEqual(['One', 'Two', 'other', 'One', 'Card']);
  });

  it('is anonymous without one, and none where no operation was chosen', () => {
    const names = createOperationNames();
    expect([names.of(query(null)), names.of({ kind: null, operationName: 'Given' })]).toEqual(['anonymous', 'none']);
  });

  it('is read from registered documents, of which one that cannot be read has none', () => {
    expect(operationNamesIn(['query Card { a } mutation Log { b }', '{ a }', 'query {'])).toEqual(new Set(['Card', 'Log']));
  });
});

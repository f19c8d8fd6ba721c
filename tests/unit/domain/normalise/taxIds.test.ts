import fc from 'fast-check';
import { normaliseTaxId, readTaxId } from '../../../../domain/normalise/taxId.ts';

/** Numbers that are published as examples or by their holders, with the country that a source states, where one is needed. */
const VALID: [text: string, country: string | null, scheme: string, value: string][] = [
  ['12345678Z', null, 'es-nif', '12345678Z'],
  ['54.362.315-K', 'ES', 'es-nif', '54362315K'],
  ['ES54362315K', null, 'es-nif', '54362315K'],
  ['X-1234567-L', null, 'es-nie', 'X1234567L'],
  ['Y7654321G', 'ES', 'es-nie', 'Y7654321G'],
  ['A58818501', null, 'es-cif', 'A58818501'],
  ['J99216582', 'ES', 'es-cif', 'J99216582'],
  ['ES-A58818501', null, 'es-cif', 'A58818501'],
  ['20-05536168-2', null, 'ar-cuit', '20055361682'],
  ['20055361682', 'AR', 'ar-cuit', '20055361682'],
  ['12.531.909-2', null, 'cl-rut', '125319092'],
  ['125319092', 'CL', 'cl-rut', '125319092'],
  ['CL 12531909-2', null, 'cl-rut', '125319092'],
  ['GODE561231GR8', null, 'mx-rfc', 'GODE561231GR8'],
  ['MAB-930714-8T4', 'MX', 'mx-rfc', 'MAB9307148T4'],
  ['DE 136 695 976', null, 'de-vat', 'DE136695976'],
  ['136,695,976', 'DE', 'de-vat', 'DE136695976'],
  ['FR 40 303 265 045', null, 'fr-vat', 'FR40303265045'],
  ['FR K7399859412', null, 'fr-vat', 'FRK7399859412'],
  ['IT 00743110157', null, 'it-vat', 'IT00743110157'],
  ['NL004495445B01', null, 'nl-vat', 'NL004495445B01'],
  ['NL002455799B11', null, 'nl-vat', 'NL002455799B11'],
  ['BE 0428.759.497', null, 'be-vat', 'BE0428759497'],
  ['428759497', 'BE', 'be-vat', 'BE0428759497'],
  ['PT 501 964 843', null, 'pt-vat', 'PT501964843'],
  ['AT U13585627', null, 'at-vat', 'ATU13585627'],
  ['PL 856-734-62-15', null, 'pl-vat', 'PL8567346215'],
  ['GB 980 7806 84', null, 'gb-vat', 'GB980780684'],
  ['IE 6433435F', null, 'ie-vat', 'IE6433435F'],
  ['IE 6433435OA', null, 'ie-vat', 'IE6433435OA'],
  ['IE 8D79739I', null, 'ie-vat', 'IE8D79739I'],
  ['DK 13585628', null, 'dk-vat', 'DK13585628'],
  ['SE 123456789701', null, 'se-vat', 'SE123456789701'],
  ['FI 20774740', null, 'fi-vat', 'FI20774740'],
];

describe('a tax id', () => {
  it.each(['', '  ', '-', 'none', 'unknown', '1234', '123456789012345678901'])('is none: %j', (text) => {
    expect(readTaxId(text)).toBeNull();
    expect(readTaxId(text, 'ES')).toBeNull();
  });

  it.each([
    ['12345678A', null, 'es-nif'], ['X1234567A', null, 'es-nie'], ['A58818502', null, 'es-cif'], ['20-05536168-3', null, 'ar-cuit'], ['12.531.909-3', null, 'cl-rut'],
    ['GODE561231GR9', null, 'mx-rfc'], ['DE136695977', null, 'de-vat'], ['FR41303265045', null, 'fr-vat'], ['IT00743110158', null, 'it-vat'], ['NL004495446B01', null, 'nl-vat'],
    ['BE0428759498', null, 'be-vat'], ['PT501964842', null, 'pt-vat'], ['ATU13585626', null, 'at-vat'], ['PL8567346216', null, 'pl-vat'], ['GB980780685', null, 'gb-vat'],
    ['IE6433435E', null, 'ie-vat'], ['DK13585627', null, 'dk-vat'], ['SE123456789101', null, 'se-vat'], ['FI20774741', null, 'fi-vat'], ['501964842', 'PT', 'pt-vat'],
  ])('fails its check, and stays a value: %s %s', (text, country, scheme) => {
    const read = readTaxId(text, country);
    expect(read).toMatchObject({ scheme, valid: false });
    expect(read!.value).toMatch(/\d/);
  });

  it.each([
    ['6988048', null], ['136695976', null], ['20055361682', null], ['8567346215', null], ['536-90-4399', 'US'], ['00743110157', 'PT'], ['198001011238', 'SE'], ['GD123', 'GB'],
    ['ABC12345', 'ES'],
  ])('has no known scheme: %s %s', (text, country) => {
    expect(readTaxId(text, country)).toEqual({ value: normaliseTaxId(text), scheme: null, valid: null });
  });

  it.each(VALID)('is right: %s %s (%s)', (text, country, scheme, value) => {
    expect(readTaxId(text, country)).toEqual({ value, scheme, valid: true });
  });

  it('of a company in Mexico may hold an ampersand', () => {
    expect(readTaxId('A&B010101AB1', 'MX')).toMatchObject({ value: 'AB010101AB1', scheme: 'mx-rfc' });
  });

  it('is the same value with its country before it as with its country stated', () => {
    for (const [, , scheme, value] of VALID) {
      const country = scheme.slice(0, 2).toUpperCase();
      const bare = value.startsWith(country) ? value.slice(2) : value;
      expect(readTaxId(bare, country)).toEqual({ value, scheme, valid: true });
      expect(readTaxId(` ${bare.toLowerCase().replace(/(.{3})/g, '$1 ')}`, country.toLowerCase())).toEqual({ value, scheme, valid: true });
      expect(readTaxId(country + bare)).toEqual({ value, scheme, valid: true });
    }
  });

  it('shows a slip in any one digit', () => {
    // Some schemes give two rests one digit or have two valid rests: these may miss one.
    const strict = VALID.filter(([, , scheme]) => !/^(?:ar|pt|nl|fr|ie|mx|gb)-/.test(scheme));
    for (const [, , scheme, value] of strict) {
      const country = scheme.slice(0, 2).toUpperCase();
      // The last two of a Swedish number count establishments.
      for (let at = 0; at < value.length - (country === 'SE' ? 2 : 0); at += 1) {
        if (!/\d/.test(value[at]!)) continue;
        for (let digit = 0; digit < 10; digit += 1) {
          if (String(digit) === value[at]) continue;
          const read = readTaxId(value.slice(0, at) + digit + value.slice(at + 1), country);
          if (read?.scheme === scheme) expect([value, at, digit, read.valid]).toEqual([value, at, digit, false]);
        }
      }
    }
  });

  it('never throws, and reads what it has read as itself', () => {
    const country = fc.constantFrom(null, undefined, 'ES', 'DE', 'MX', 'GB', 'SE', 'CL', 'NL', 'xx', '');
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.stringMatching(/^[A-Z]{0,3}\d{5,12}[A-Z]?\d{0,2}$/));
    fc.assert(
      fc.property(text, country, (written, from) => {
        const read = readTaxId(written, from);
        expect(read === null).toBe(normaliseTaxId(written) === null);
        if (read) expect(readTaxId(read.value, from)?.value).toBe(read.value);
      }),
      { seed: 6, numRuns: 1_000 },
    );
  });

  it('takes long texts', () => {
    expect(readTaxId('1'.repeat(1_000_000))).toBeNull();
    expect(readTaxId(`${' '.repeat(1_000_000)}12345678Z`)).toBeNull();
  });
});

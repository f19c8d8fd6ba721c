import fc from 'fast-check';
import { initialsOf, readOrganisationName } from '../../../../domain/normalise/organisationName.ts';

const shape = (text: string) => {
  const { words, form } = readOrganisationName(text);
  return `${words.join(' ')} | ${form ?? '-'}`;
};

describe("an organisation's name", () => {
  it.each(['', ' ', '&', '...', '🙂'])('has nothing to read: %j', (text) => {
    expect(readOrganisationName(text).form).toBeNull();
    expect(readOrganisationName(text).tradingAs).toEqual([]);
  });

  it.each([
    ['Acme S.L.', 'acme | sl'],
    ['ACME S L', 'acme | sl'],
    ['Acme, Sociedad Limitada', 'acme | sl'],
    ['Acme S.L.U.', 'acme | sl'],
    ['Banco Norte, S.A.', 'banco norte | sa'],
    ['Grupo Norte S.A.B. de C.V.', 'grupo norte | sa'],
    ['Norte S. de R.L. de C.V.', 'norte | sl'],
    ['Hnos. García y Cía, S. L.', 'hermanos garcia | sl'],
    ['The Smith & Sons Co. Ltd', 'smith sons | ltd'],
    ['Smith and Sons Limited', 'smith sons | ltd'],
    ['Smith + Sons, LIMITED', 'smith sons | ltd'],
    ['Acme Pty Ltd', 'acme | ltd'],
    ['Acme Pte. Ltd.', 'acme | ltd'],
    ['Wayne Enterprises, Inc.', 'wayne enterprises | inc'],
    ['Initech Corporation', 'initech | corp'],
    ['Ford Motor Company', 'ford motor | co'],
    ['Globex L.L.C.', 'globex | llc'],
    ['Tesco P.L.C.', 'tesco | plc'],
    ['Müller GmbH & Co. KG', 'muller | gmbh'],
    ['Siemens AG', 'siemens | ag'],
    ['Philips N.V.', 'philips | nv'],
    ['Bakker B.V.', 'bakker | bv'],
    ['Rossi S.r.l.', 'rossi | srl'],
    ['Rossi S.p.A.', 'rossi | spa'],
    ['Dupont SAS', 'dupont | sas'],
    ['SARL Dupont', 'dupont | sarl'],
    ['Dupont S.à r.l.', 'dupont | sarl'],
    ['Nokia Oyj', 'nokia | oy'],
    ['AB Volvo', 'volvo | ab'],
    ['Novo A/S', 'novo | as'],
    ['Foo Sp. z o.o.', 'foo | spzoo'],
    ['Škoda s.r.o.', 'skoda | sro'],
    ['Silva Ltda.', 'silva | ltd'],
    ['ООО Ромашка', 'ромашка | ooo'],
    ['株式会社トヨタ', 'トヨタ | kk'],
    ['トヨタ㈱', 'トヨタ | kk'],
    ['Toyota K.K.', 'toyota | kk'],
    ['腾讯控股有限公司', '腾讯控股 | ltd'],
    ['I.B.M. Corp', 'ibm | corp'],
    ['I B M', 'ibm | -'],
    ['Acme S.L. (en liquidación)', 'acme | sl'],
    ['JSC Volga', 'volga | sa'],
    ['H&M', 'hm | -'],
    ['Intl. Paper Co', 'international paper | co'],
    ['The', 'the | -'],
    ['S.A.', 'sa | -'],
    ['Co Ltd', 'company | ltd'],
  ])('reads %s', (text, expected) => {
    expect(shape(text)).toBe(expected);
  });

  it.each([
    ['Acme Ltd t/a Fast Cars', ['acme'], 'ltd', ['fast', 'cars']],
    ['Acme Ltd trading as Fast Cars', ['acme'], 'ltd', ['fast', 'cars']],
    ['John Smith d/b/a Smith Plumbing', ['john', 'smith'], null, ['smith', 'plumbing']],
    ['John Smith, DBA Smith Plumbing LLC', ['john', 'smith'], 'llc', ['smith', 'plumbing']],
    ['Adba Data', ['adba', 'data'], null, []],
  ])('parts the trade name of %s', (text, words, form, tradingAs) => {
    expect(readOrganisationName(text)).toEqual({ words, form, tradingAs });
  });

  it('gives its initials', () => {
    expect(initialsOf(['international', 'business', 'machines'])).toBe('ibm');
    expect(initialsOf(['bank', 'of', 'america'])).toBe('ba');
    expect(initialsOf(['acme'])).toBe('');
    expect(initialsOf([])).toBe('');
  });

  it('reads what it has read as itself', () => {
    const word = fc.constantFrom('acme', 'the', 'and', 'acme ltd', '&', 'sl', 'ltd', 'co', 'sa', 'de', 'cv', 'gmbh', 'ab', 'oy', 'pt', 'smith', 'bros', 'intl', 'ooo', 'ромашка', 'x', 'foods', 's.l.');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const { words: read, form } = readOrganisationName(words.join(' '));
        // Without its form the first word of `AB Foods Ltd` is one.
        expect(readOrganisationName([...read, form ?? ''].join(' ')).words).toEqual(read);
      }),
      { seed: 6, numRuns: 1_000 },
    );
  });

  it('never throws, and keeps a word of every name that has letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(readOrganisationName(`${text} a1`).words.length).toBeGreaterThan(0);
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  it('takes long texts', () => {
    expect(readOrganisationName('s.l. '.repeat(200_000)).words.length).toBeLessThan(100);
    expect(readOrganisationName(`${' '.repeat(1_000_000)}dba`).words).toEqual([]);
  });
});

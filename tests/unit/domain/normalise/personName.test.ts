import fc from 'fast-check';
import { foldText } from '../../../../domain/normalise/name.ts';
import { readPersonName, type NameParts } from '../../../../domain/normalise/personName.ts';
import { givenNameGroup, isKnownGivenName } from '../../../../domain/normalise/shortForms.ts';

const shape = (parts: NameParts) => {
  const { given, middle, family } = readPersonName(parts);
  return [given, middle, family].map((words) => words.join(' ')).join(' | ');
};

describe("a person's name", () => {
  it.each(['', '   ', '.,-', '"" ()', '🙂', '\u0000'])('has no words: %j', (full) => {
    expect(readPersonName({ full })).toEqual({ given: [], middle: [], family: [], words: [], generation: null });
  });

  it('may lack every part', () => {
    expect(readPersonName({}).words).toEqual([]);
    expect(readPersonName({ full: null, given: null, family: null }).words).toEqual([]);
  });

  it.each([
    ['John Smith', 'john |  | smith'],
    ['John Robert Smith', 'john | robert | smith'],
    ['Dr. John R. Smith, PhD', 'john | r | smith'],
    ['Mr Don Johnson', 'don |  | johnson'],
    ['Don Johnson', 'don |  | johnson'],
    ['Don José García Pérez', 'jose |  | garcia perez'],
    ['Sr. D. Pedro Sánchez', 'pedro |  | sanchez'],
    ['SMITH, John Robert', 'john | robert | smith'],
    ['Smith Jr, John', 'john |  | smith'],
    ['García López, José Luis', 'jose | luis | garcia lopez'],
    ['José Luis García López', 'jose | luis | garcia lopez'],
    ['GARCÍA LÓPEZ José Luis', 'jose | luis | garcia lopez'],
    ['José Luis GARCÍA LÓPEZ', 'jose | luis | garcia lopez'],
    ['José Luis García-López', 'jose | luis | garcia lopez'],
    ['JOSE LUIS GARCIA LOPEZ', 'jose | luis | garcia lopez'],
    ['Ana Zubizarreta García', 'ana |  | zubizarreta garcia'],
    ['David Michael Garcia', 'david | michael | garcia'],
    ['María del Carmen Ruiz López', 'maria | carmen | ruiz lopez'],
    ['Mª Carmen Glez. Pérez', 'maria | carmen | gonzalez perez'],
    ['Juan de la Cruz García', 'juan |  | cruz garcia'],
    ['Ana Ortega y Gasset', 'ana |  | ortega gasset'],
    ['João da Silva Santos', 'joao |  | silva santos'],
    ['Ludwig van der Berg', 'ludwig |  | berg'],
    ['Van Morrison', 'van |  | morrison'],
    ['Anh Do', 'anh |  | do'],
    ['John E Smith', 'john | e | smith'],
    ['Marsha Smith-Jones', 'marsha |  | smith jones'],
    ['Mary-Kate Olsen', 'mary | kate | olsen'],
    ['Jack Ma', 'jack |  | ma'],
    ['Abd al-Rahman', 'abd |  | rahman'],
    ['Inés de los Reyes', 'ines |  | reyes'],
    ['Ines Delosreyes', 'ines |  | reyes'],
    ["Sinéad O'Connor", 'sinead |  | oconnor'],
    ['Sinead O Connor', 'sinead |  | oconnor'],
    ['John O Smith', 'john | o | smith'],
    ['Ewan Mc Gregor', 'ewan |  | mcgregor'],
    ['William "Bill" Gates', 'william bill |  | gates'],
    ['Jürgen Weiß', 'jurgen |  | weiss'],
    ['Иван Петров', 'иван |  | петров'],
    ['Γιώργος Παπαδόπουλος', 'γιωργος |  | παπαδοπουλος'],
  ])('reads %s', (full, expected) => {
    expect(shape({ full })).toBe(expected);
  });

  it.each([
    [{ given: 'Juan Carlos', family: 'De la Cruz' }, { given: 'JUAN', full: 'Juan Carlos Delacruz' }, 'juan | carlos | cruz'],
    [{ given: 'Ann', family: 'van Dyke' }, { full: 'Ann Vandyke' }, 'ann |  | dyke'],
    [{ given: 'Karl', family: 'von Braun' }, { family: 'Braun, Karl' }, 'karl |  | braun'],
    [{ given: 'Mary', family: "O'Brien" }, { given: 'Mary', family: 'O Brien' }, 'mary |  | obrien'],
    [{ given: 'José', family: 'García López' }, { full: 'García López, José' }, 'jose |  | garcia lopez'],
    [{ given: 'Dr John', family: 'Smith III' }, { given: 'John', family: 'Smith' }, 'john |  | smith'],
    [{ given: 'Jean-Pierre', family: 'Dupont' }, { given: 'Jean Pierre', family: 'DUPONT' }, 'jean | pierre | dupont'],
  ] satisfies [NameParts, NameParts, string][])('is the same in parts %j and %j', (left, right, expected) => {
    expect(shape(left)).toBe(expected);
    expect(shape(right)).toBe(expected);
  });

  it('of one word is neither given nor family name', () => {
    expect(readPersonName({ full: 'Madonna' })).toMatchObject({ given: [], family: [], words: ['madonna'] });
    expect(readPersonName({ full: '王小明' }).words).toEqual(['王小明']);
  });

  it('tells father and son apart', () => {
    const generation = (full: string) => readPersonName({ full }).generation;
    expect(['John Smith Jr.', 'John Smith, Junior', 'John Smith III', 'John Smith Sr', 'John Smith', 'Sr. John Smith'].map(generation)).toEqual(['jr', 'jr', 'iii', 'sr', null, null]);
    expect(readPersonName({ given: 'John', family: 'Smith Jr' }).generation).toBe('jr');
  });

  it('takes what the parts lack from the whole', () => {
    expect(shape({ full: 'Ana Belén Ruiz', given: 'Ana' })).toBe('ana | belen | ruiz');
    expect(shape({ full: 'Ana Belén Ruiz', family: 'Ruiz' })).toBe('ana | belen | ruiz');
    expect(shape({ full: 'Somebody Else', given: 'Ana', family: 'Ruiz' })).toBe('ana |  | ruiz');
  });

  it('never throws, and gives folded words, each part among them', () => {
    const word = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('de', 'la', 'van', 'Dr.', 'jr', 'mc', 'O', 'García', 'MARÍA', ',', '-', '"', '(', ')', 'd', 'y', "'"));
    const text = fc.oneof(fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')), fc.constant(null));
    fc.assert(
      fc.property(text, text, text, (full, given, family) => {
        const name = readPersonName({ full, given, family });
        for (const each of name.words) expect([each !== '', foldText(each)]).toEqual([true, each]);
        for (const each of [...name.given.slice(0, 1), ...name.middle, ...name.family]) expect(name.words).toContain(each);
      }),
      { seed: 6, numRuns: 1_000 },
    );
  });

  it('keeps a word of every name that has letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), (full) => {
        expect(readPersonName({ full }).words.length > 0).toBe(foldText(full.replace(/["“”«»(][^"“”«»()]{1,40}["“”«»)]/gu, ' ')) !== '');
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  it('takes long texts', () => {
    expect(readPersonName({ full: 'de '.repeat(300_000) }).words.length).toBeLessThan(200);
    expect(readPersonName({ full: '('.repeat(1_000_000), given: ','.repeat(1_000_000), family: 'x'.repeat(1_000_000) }).words).toHaveLength(1);
  });
});

describe('short forms', () => {
  it.each([
    ['bob', ['robert']], ['pepe', ['jose']], ['paco', ['francisco']], ['nacho', ['ignacio']], ['peggy', ['margaret']], ['robert', ['robert']], ['zzz', ['zzz']], ['', ['']],
    ['hans', ['johannes']], ['kate', ['katherine']], ['kathryn', ['katherine']], ['lola', ['delores', 'dolores']],
  ])('%s may stand for %j', (word, names) => {
    expect(givenNameGroup(word)).toEqual(names);
  });

  it('may stand for several names', () => {
    expect(givenNameGroup('alex')).toEqual(expect.arrayContaining(['alexander', 'alexandra', 'alejandro', 'alejandra']));
    expect(givenNameGroup('pat')).toEqual(expect.arrayContaining(['patricia', 'patrick']));
  });

  it('may be names themselves', () => {
    expect(givenNameGroup('mark')).toEqual(expect.arrayContaining(['mark', 'marcus']));
  });

  it('keep names of two languages apart', () => {
    for (const [a = '', b = ''] of [['john', 'juan'], ['william', 'guillermo'], ['peter', 'pedro'], ['mary', 'carmen']]) {
      expect(givenNameGroup(a).filter((name) => givenNameGroup(b).includes(name))).toEqual([]);
    }
  });

  it('are known as given names, surnames are not', () => {
    expect(['bob', 'robert', 'maria', 'smith', ''].map(isKnownGivenName)).toEqual([true, true, true, false, false]);
  });
});

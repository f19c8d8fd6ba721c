import fc from 'fast-check';
import { foldText } from '../../../../domain/normalise/name.ts';
import { readAddress, type AddressParts } from '../../../../domain/normalise/postalAddress.ts';

const shape = (parts: AddressParts) => {
  const { numbers, street, unit, city, region, postcode, country } = readAddress(parts);
  return [numbers.join(' '), street.join(' '), unit.join(' '), city.join(' '), region, postcode, country].map((part) => part || '-').join(' | ');
};
const streetOf = (street: string) => shape({ street }).split(' | ').slice(0, 3).join(' | ');

describe('an address', () => {
  it.each([{}, { street: '' }, { street: ' , ', all: '  ' }, { all: ',,\n;' }, { street: null, city: null, region: null, postcode: '--', country: '' }])('has nothing to read: %j', (parts) => {
    expect(readAddress(parts)).toEqual({ numbers: [], street: [], unit: [], city: [], region: null, postcode: null, country: null });
  });

  it.each([
    ['Calle Mayor 5', '5 | mayor | -'],
    ['C/ Mayor, nº 5', '5 | mayor | -'],
    ['c/mayor n.º5', '5 | mayor | -'],
    ['C. Mayor, 5, 3º B', '5 | c mayor | 3 b'],
    ['Calle Mayor 5, 3º B', '5 | mayor | 3 b'],
    ['Calle Mayor 5 piso 3 pta. B', '5 | mayor | 3 b'],
    ['Calle Mayor 5 3º izq.', '5 | mayor | 3 izq'],
    ['Calle Mayor 5, 3ª izquierda', '5 | mayor | 3 izq'],
    ['Calle Mayor 5 bajo dcha', '5 | mayor | bajo dcha'],
    ['Avda. de la Constitución, s/n', '- | avenue constitucion | -'],
    ['Avenida de la Constitución', '- | avenue constitucion | -'],
    ['Pza. de España 1', '1 | place espana | -'],
    ['Plaza España, 1', '1 | place espana | -'],
    ['Pº de Gracia 12 esc. A pta 2', '12 | paseo gracia | a 2'],
    ['Ctra. de Cádiz km 12', '12 | carretera cadiz km | -'],
    ['Apdo. de Correos 44', '44 | pobox | -'],
    ['Apartado 44', '44 | pobox | -'],
    ['P.O. Box 44', '44 | pobox | -'],
    ['PO Box 44', '44 | pobox | -'],
    ['Postfach 44', '44 | pobox | -'],
    ['12 High St', '12 | high street | -'],
    ['12 High Street', '12 | high street | -'],
    ['12b High Rd', '12b | high road | -'],
    ['12 B High Road', '12b | high road | -'],
    ['Flat 3, 12 High Street', '12 | high street | 3'],
    ['12 High Street, Apt. 3', '12 | high street | 3'],
    ['12 High Street Unit 3', '12 | high street | 3'],
    ['3/12 High Street', '12 | high street | 3'],
    ['350 5th Ave #4C', '350 | fifth avenue | 4c'],
    ['350 Fifth Avenue, Apt 4C', '350 | fifth avenue | 4c'],
    ['350 Fifth Avenue 4th floor', '350 | fifth avenue | 4'],
    ['100 N Main St', '100 | north main street | -'],
    ['100 North Main Street', '100 | north main street | -'],
    ['St James Street 5', '5 | saint james street | -'],
    ['Calle Dr. Fleming 5', '5 | doctor fleming | -'],
    ['5 Fleming Dr', '5 | fleming drive | -'],
    ['5 Saint James St', '5 | saint james street | -'],
    ['Hauptstraße 007', '7 | hauptstr | -'],
    ['Hauptstr. 7', '7 | hauptstr | -'],
    ['7 rue de la Paix', '7 | rue paix | -'],
    ['улица Ленина 7', '7 | улица ленина | -'],
  ])('reads the street %s', (street, expected) => {
    expect(streetOf(street)).toBe(expected);
  });

  it.each([
    [{ city: 'St. Albans', postcode: 'al1 1aa', country: 'England' }, '- | - | - | saint albans | - | AL11AA | GB'],
    [{ city: 'Mt Isa', region: 'Queensland', postcode: '4825', country: 'Australia' }, '- | - | - | mount isa | qld | 4825 | AU'],
    [{ region: 'QLD' }, '- | - | - | - | qld | - | -'],
    [{ region: 'New South Wales' }, '- | - | - | - | nsw | - | -'],
    [{ region: 'Cádiz' }, '- | - | - | - | cadiz | - | -'],
    [{ postcode: '62704-1234', country: 'USA' }, '- | - | - | - | - | 62704 | US'],
    [{ postcode: 'D-80331', country: 'Deutschland' }, '- | - | - | - | - | 80331 | DE'],
    [{ postcode: '8001', country: 'España' }, '- | - | - | - | - | 08001 | ES'],
    [{ postcode: '8001' }, '- | - | - | - | - | 8001 | -'],
    [{ postcode: '1015 CJ', country: 'nl' }, '- | - | - | - | - | 1015CJ | NL'],
    [{ country: 'UK' }, '- | - | - | - | - | - | GB'],
    [{ country: 'Atlantis' }, '- | - | - | - | - | - | atlantis'],
  ] satisfies [AddressParts, string][])('reads the parts %j', (parts, expected) => {
    expect(shape(parts)).toBe(expected);
  });

  it.each([
    ['12 High Street, Flat 3, London SW1A 1AA, UK', '12 | high street | 3 | london | - | SW1A1AA | GB'],
    ['12 High St, London, SW1A1AA', '12 | high street | - | london | - | SW1A1AA | -'],
    ['10 Downing St London SW1A 2AA', '10 | downing street | - | london | - | SW1A2AA | -'],
    ['C/ Mayor 5, 3º B, 28001 Madrid', '5 | mayor | 3 b | madrid | - | 28001 | -'],
    ['Calle Mayor 5\n3º B\n28001 Madrid\nEspaña', '5 | mayor | 3 b | madrid | - | 28001 | ES'],
    ['Gran Vía 12 28013 Madrid (Madrid) España', '12 | gran via | - | madrid | madrid | 28013 | ES'],
    ['Calle Real 4, 11001 Cádiz, Cádiz', '4 | real | - | cadiz | cadiz | 11001 | -'],
    ['123 Main St, Springfield, IL 62704-1234, USA', '123 | main street | - | springfield | il | 62704 | US'],
    ['123 Main St Springfield IL 62704', '123 | main street | - | springfield | il | 62704 | -'],
    ['123 Main St St Louis MO 63101', '123 | main street | - | saint louis | mo | 63101 | -'],
    ['6 Tullaroop Street, St James, WA 4011', '6 | tullaroop street | - | saint james | wa | 4011 | -'],
    ['6 tullaroop street, st james, 4011, wa', '6 | tullaroop street | - | saint james | wa | 4011 | -'],
    ['1200 Main Street, Springfield', '1200 | main street | - | springfield | - | - | -'],
    ['Calle Mayor 1200, Madrid', '1200 | mayor | - | madrid | - | - | -'],
    ['Hauptstr. 5, D-80331 München, Germany', '5 | hauptstr | - | munchen | - | 80331 | DE'],
    ['Keizersgracht 12, 1015 CJ Amsterdam', '12 | keizersgracht | - | amsterdam | - | 1015CJ | -'],
    ['Rua Augusta 10, 1100-053 Lisboa', '10 | rua augusta | - | lisboa | - | 1100053 | -'],
    ['1515 Adela Ln Las Vegas Nevada 89132', '1515 | adela lane | - | las vegas | nv | 89132 | -'],
    ['3 Underhill Way, #7112, Las Vegas, NV 89101', '3 | underhill way | 7112 | las vegas | nv | 89101 | -'],
    ['777 Brickell Avenue Suite 500 Miami, FL', '777 | brickell avenue | 500 | miami | fl | - | -'],
    ['1600 Pennsylvania Avenue NW Washington DC 20500', '1600 | pennsylvania avenue northwest | - | washington | dc | 20500 | -'],
    ['27 Old Gloucester Street, London, United Kingdom, WC1N 3AX', '27 | old gloucester street | - | london | - | WC1N3AX | GB'],
    ['Unit 4, 27 Bridge Road, Stansted, Essex, CM24 8JE', '27 | bridge road | 4 | stansted | essex | CM248JE | -'],
    ['Flat 2 14 Kings Rd Brighton BN1 1NS', '14 | kings road | 2 | brighton | - | BN11NS | -'],
    ['Av. Corrientes 1234, C1043AAZ CABA, Argentina', '1234 | avenue corrientes | - | caba | - | C1043AAZ | AR'],
    ['21 Main Street, Dublin 2, D02 X285, Ireland', '21 2 | main street dublin | - | - | - | D02X285 | IE'],
    ['Level 5, 120 Collins Street, Melbourne VIC 3000', '120 | collins street | 5 | melbourne | vic | 3000 | -'],
    ['45 Rue St-Denis Montréal QC H2X 3K4', '45 | rue saint denis montreal | - | - | qc | H2X3K4 | -'],
    ['Via Roma 12, 00184 Roma RM, Italia', '12 | via roma | - | roma | rm | 00184 | IT'],
    ['Rúa do Vilar, 15 - 2º, 15705 Santiago de Compostela (A Coruña)', '15 | rua vilar | 2 | santiago de compostela | la_coruna | 15705 | -'],
    ['Calle Mayor 1200', '1200 | mayor | - | - | - | - | -'],
    ['Madrid', '- | madrid | - | - | - | - | -'],
  ])('splits %j', (all, expected) => {
    expect(shape({ all })).toBe(expected);
  });

  it('believes the parts before the whole', () => {
    expect(shape({ all: '12 High Street, London SW1A 1AA', city: 'Leeds', postcode: 'LS1 1AA' })).toBe('12 | high street | - | leeds | - | LS11AA | -');
  });

  it('keeps other scripts', () => {
    expect(readAddress({ street: 'улица Ленина 7', city: 'Москва' })).toMatchObject({ street: ['улица', 'ленина'], city: ['москва'] });
    expect(readAddress({ street: '丸の内1-2', city: '東京都' }).city).toEqual(['東京都']);
    expect(readAddress({ all: '東京都' }).street).toEqual(['東京都']);
  });

  it('never throws, whatever the case gives folded words', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }), fc.nat(99_999).map(String),
      fc.constantFrom('c/', 'nº', 'St', 'Ave', 'Flat', '3º', ',', '\n', '/', '#', 'PO Box', 'Madrid', 'IL', 'SW1A 1AA', 'UK', 'de la', 's/n', 'wa'),
    );
    const text = fc.oneof(fc.constant(null), fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(' ')));
    fc.assert(
      fc.property(text, text, text, text, (street, city, postcode, all) => {
        const read = readAddress({ street, city, postcode, all, country: city, region: postcode });
        for (const word of [...read.numbers, ...read.street, ...read.unit, ...read.city]) expect([word !== '', foldText(word)]).toEqual([true, word]);
      }),
      { seed: 6, numRuns: 1_000 },
    );
  });

  it('takes long texts', () => {
    for (const unit of ['1', ' ', '1 ', 'st ', ',', '1/', '#', 'c/ ', 'A1 1AA ']) {
      const long = unit.repeat(1_000_000 / unit.length);
      expect(readAddress({ street: long, city: long, region: long, postcode: long, country: long, all: long }).street.length).toBeLessThan(100);
    }
  });
});

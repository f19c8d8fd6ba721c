import type { Random } from '../../random.ts';
import { chance, notation, typo } from './corrupt.ts';
import { home, person, view, type Home } from './people.ts';
import type { Labelled } from './labelled.ts';
import { BRANDS, digits, familyName, FORMS, TRADES } from './vocabulary.ts';

interface Company {
  brand: string;
  trade: string;
  form: string;
  site: Home;
  phone: string;
  domain: string;
  taxId: string;
}

function company(random: Random): Company {
  const brand = chance(random, 45) ? random.pick(BRANDS) : chance(random, 50) ? `${random.pick(BRANDS)} ${random.pick(BRANDS)}` : `${familyName(random)}${chance(random, 25) ? ` & ${familyName(random)}` : ''}`;
  const site = home(random);
  const trade = random.pick(TRADES);
  return { brand, trade, form: random.pick(FORMS), site, phone: site.phone, domain: `${brand}${trade}.example`.replace(/[^A-Za-z.]/g, '').toLowerCase(), taxId: `B${digits(random, 8)}` };
}

function variantOfName({ brand, trade, form }: Company, random: Random): string {
  const name = `${brand} ${trade}`;
  const kind = random.whole(10);
  if (kind < 3) return `${name} ${form}`;
  if (kind < 5) return name;
  if (kind === 5) return `The ${name} Company`;
  if (kind === 6) return `${typo(name, random)} ${form}`;
  if (kind === 7) return `${name.toUpperCase()} ${random.pick(FORMS)}`;
  if (kind === 8) return `${name} (UK) ${form}`;
  return name.replace(' & ', ' and ');
}

function companyView(of: Company, random: Random): Labelled['record'] {
  const fields: Record<string, string[]> = { organisationName: [variantOfName(of, random)] };
  const moved = chance(random, 6) ? home(random) : of.site;
  const put = (field: string, value: string, missing: number): void => { if (!chance(random, missing)) fields[field] = [value]; };
  const slip = (value: string): string => (chance(random, 12) ? typo(value, random) : value);
  put('street', slip(`${moved.number} ${chance(random, 30) ? moved.street.replace('Street', 'St').replace('Road', 'Rd').replace('Avenue', 'Ave') : moved.street}`), 10);
  put('city', slip(moved.city), 8);
  put('postcode', moved.postcode, 15);
  put('phone', chance(random, 10) ? `0${digits(random, 9)}` : of.phone, 25);
  put('email', `${random.pick(['info', 'sales', 'office'])}@${of.domain}`, 50);
  put('taxId', of.taxId, 80);
  return { kind: 'ORGANISATION', fields };
}

/** Companies with one to three records each; one in twelve is a chain of branches with one name, domain and often one telephone. */
export function companies(random: Random, count: number): Labelled[] {
  const labelled: Labelled[] = [];
  for (let index = 0; index < count; index += 1) {
    const of = company(random);
    const branches = index % 12 === 0 ? 4 + random.whole(6) : 1;
    for (let branch = 0; branch < branches; branch += 1) {
      const site = branch === 0 ? of.site : home(random);
      const one: Company = { ...of, site, phone: branch === 0 || chance(random, 40) ? of.phone : site.phone, taxId: branch === 0 ? of.taxId : `B${digits(random, 8)}` };
      for (let record = 1 + random.whole(3); record > 0; record -= 1) labelled.push({ party: `c${index}.${branch}`, record: companyView(one, random) });
    }
  }
  return labelled;
}

/** One file of people and companies as commercial lists have it: a full name for both, several addresses and telephones, mixed dates. */
export function mixedKinds(random: Random, count: number): Labelled[] {
  const people = Array.from({ length: count }, (_, index): Labelled[] => {
    const of = person(random);
    const [passport, licence] = [digits(random, 9), `${of.family.slice(0, 4).toUpperCase()}${digits(random, 6)}`];
    const former = home(random);
    return Array.from({ length: 1 + random.whole(4) }, (): Labelled => {
      const { fields: { givenName, familyName: family, birthDate, phone, street, city, postcode } } = view(of, random, 20);
      const [given, last] = [givenName?.[0] ?? '', family?.[0] ?? ''];
      const second = chance(random, 25) && street && city && postcode;
      return {
        party: `p${index}`,
        record: {
          fields: {
            fullName: [chance(random, 25) && last ? `${last}, ${given}` : `${given} ${last}`.trim()],
            ...(birthDate ? { birthDate: [notation(birthDate[0]!, random)] } : {}),
            ...(phone ? { phone: [...phone, ...(chance(random, 20) ? [of.mobile] : [])] } : {}),
            ...(second ? { street: [...street, `${former.number} ${former.street}`], city: [...city, former.city], postcode: [...postcode, former.postcode] } : { ...(street ? { street } : {}), ...(city ? { city } : {}), ...(postcode ? { postcode } : {}) }),
            ...(chance(random, 25) ? { passport: [passport] } : {}),
            ...(chance(random, 30) ? { driverLicence: [licence] } : {}),
          },
        },
      };
    });
  }).flat();
  const organisations = companies(random, Math.floor(count / 3)).map(({ party, record }): Labelled => {
    const { organisationName, ...fields } = record.fields;
    return { party, record: { fields: { ...fields, ...(chance(random, 50) ? { organisationName } : { fullName: organisationName }) } as Labelled['record']['fields'] } };
  });
  return [...people, ...organisations];
}

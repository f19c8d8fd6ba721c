/** One party of the seed: the same in every system that knows it. Phones in E.164, dates as YYYY-MM-DD. */
export interface Party {
  code: string;
  kind: 'person' | 'organisation';
  given?: string;
  family?: string;
  name: string;
  email: string;
  mobile?: string;
  phone?: string;
  language: 'en' | 'es' | 'fr' | 'de';
  territory: 'North' | 'South';
  distributor?: string;
  birthDate?: string;
  loyaltyId?: string;
  /** Archived in the ERP: searches leave it out unless they ask. */
  archived?: true;
  taxId?: { type: string; code: string };
  address: { street: string; city: string; postalCode: string; country: 'GB' | 'FR' | 'DE' | 'ES' };
}

/** The company of the seed; ada is its contact. */
export const company: Party = {
  code: 'C-1004',
  kind: 'organisation',
  name: 'Analytical Engines Ltd',
  email: 'office@analytical.example.com',
  phone: '+441632960104',
  language: 'en',
  territory: 'North',
  distributor: 'D-01',
  taxId: { type: 'eu_vat', code: 'DE136695976' },
  address: { street: 'Differenzweg 12', city: 'Berlin', postalCode: '10115', country: 'DE' },
};

export const ada: Party = {
  code: 'C-1001',
  kind: 'person',
  given: 'Ada',
  family: 'Lovelace',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  mobile: '+441632960001',
  phone: '+441632960101',
  language: 'en',
  territory: 'North',
  distributor: 'D-01',
  birthDate: '1985-12-10',
  loyaltyId: 'LOY-1001',
  taxId: { type: 'es_nie', code: 'X2482300W' },
  address: { street: '1 Engine St', city: 'London', postalCode: 'N1 9GU', country: 'GB' },
};

export const blaise: Party = {
  code: 'C-1002',
  kind: 'person',
  given: 'Blaise',
  family: 'Pascal',
  name: 'Blaise Pascal',
  email: 'blaise@example.com',
  mobile: '+33612345678',
  language: 'fr',
  territory: 'South',
  address: { street: '2 rue du Pari', city: 'Paris', postalCode: '75001', country: 'FR' },
};

export const carl: Party = {
  code: 'C-1003',
  kind: 'person',
  given: 'Carl',
  family: 'Gauss',
  name: 'Carl Gauss',
  email: 'carl@example.com',
  mobile: '+4915112345678',
  language: 'de',
  territory: 'North',
  distributor: 'D-02',
  address: { street: 'Zahlenweg 3', city: 'Göttingen', postalCode: '37073', country: 'DE' },
};

/** Two people of one household, who share a landline and an address. */
export const maria: Party = {
  code: 'C-1005',
  kind: 'person',
  given: 'María',
  family: 'García López',
  name: 'María García López',
  email: 'maria.garcia@example.com',
  mobile: '+34612345605',
  phone: '+34912345600',
  language: 'es',
  territory: 'South',
  taxId: { type: 'es_nif', code: '12345678Z' },
  address: { street: 'Calle Mayor 5', city: 'Madrid', postalCode: '28013', country: 'ES' },
};
export const juan: Party = {
  ...maria,
  code: 'C-1006',
  given: 'Juan',
  family: 'Pérez Ruiz',
  name: 'Juan Pérez Ruiz',
  email: 'juan.perez@example.com',
  mobile: '+34612345606',
  taxId: { type: 'es_nif', code: '87654321X' },
};

/** Somebody whom the ERP has archived. */
export const former: Party = {
  ...blaise,
  code: 'C-1007',
  given: 'Jean',
  family: 'Racine',
  name: 'Jean Racine',
  email: 'jean.racine@example.com',
  mobile: '+33612345607',
  archived: true,
};

/** Buys in the shop without an account; no other system knows her. */
export const guest = { given: 'Grace', family: 'Hopper', email: 'grace@example.com', phone: '+441632960107' };

export const parties: Party[] = [ada, blaise, carl, company, maria, juan, former];
export const countries: Record<string, string> = { GB: 'United Kingdom', FR: 'France', DE: 'Germany', ES: 'Spain' };

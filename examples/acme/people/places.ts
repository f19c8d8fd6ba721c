/** Places to live in: the city decides country, territory and postcode. */
export interface Place {
  city: string;
  country: 'ES' | 'GB';
  territory: string;
  /** First part of the postcode; the rest is drawn. */
  postal: string;
}

export const places: readonly Place[] = [
  { city: 'Madrid', country: 'ES', territory: 'Centre', postal: '280' },
  { city: 'Toledo', country: 'ES', territory: 'Centre', postal: '450' },
  { city: 'Barcelona', country: 'ES', territory: 'East', postal: '080' },
  { city: 'Valencia', country: 'ES', territory: 'East', postal: '460' },
  { city: 'Bilbao', country: 'ES', territory: 'North', postal: '480' },
  { city: 'A Coruña', country: 'ES', territory: 'North', postal: '150' },
  { city: 'Sevilla', country: 'ES', territory: 'South', postal: '410' },
  { city: 'Málaga', country: 'ES', territory: 'South', postal: '290' },
  { city: 'London', country: 'GB', territory: 'UK', postal: 'N1' },
  { city: 'Manchester', country: 'GB', territory: 'UK', postal: 'M1' },
  { city: 'Bristol', country: 'GB', territory: 'UK', postal: 'BS1' },
  { city: 'Leeds', country: 'GB', territory: 'UK', postal: 'LS1' },
];

export const streets = {
  ES: [
    'Calle Mayor',
    'Calle de Alcalá',
    'Avenida de la Constitución',
    'Calle Real',
    'Paseo del Prado',
    'Calle San Juan',
    'Plaza de España',
    'Calle Nueva',
    'Camino Viejo',
    'Calle del Carmen',
  ],
  GB: [
    'High Street',
    'Station Road',
    'Church Lane',
    'Victoria Road',
    'Mill Lane',
    'Park Avenue',
    'Queens Road',
    'Kings Road',
    'The Green',
    'Manor Close',
  ],
} as const;

/** The territories that people carry (Tryton category `territory:X`). */
export const territories = ['North', 'South', 'East', 'Centre', 'UK'] as const;

/** The distributors of a territory (Tryton category `distributor:D-xx`). */
export const distributorsOf: Readonly<Record<string, readonly string[]>> = {
  North: ['D-01', 'D-02'],
  South: ['D-03', 'D-04'],
  East: ['D-05', 'D-06'],
  Centre: ['D-07', 'D-08'],
  UK: ['D-09', 'D-10'],
};

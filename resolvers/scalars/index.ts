/**
 * The scalars of the schema. What comes out is what canonical records hold, already normalised, or its masked form,
 * so output passes texts through; what comes in is checked. No message repeats a value.
 */
import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { normaliseDate, normaliseInstant } from '../../domain/normalise/date.ts';
import { normaliseEmail } from '../../domain/normalise/email.ts';
import { normaliseDecimal } from '../../domain/normalise/money.ts';
import { normaliseTaxId } from '../../domain/normalise/taxId.ts';

function refused(name: string, expected: string): GraphQLError {
  return new GraphQLError(`A ${name} must be ${expected}.`, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** The functions of a scalar. Name and description stay those of the SDL: a whole GraphQLScalarType would replace them. */
export interface TextScalar {
  serialize(value: unknown): string;
  parseValue(value: unknown): string;
  parseLiteral(node: ValueNode): string;
}

/** In every masked form, and in no value. */
const MASK_SIGN = '•';

/** `normalise` gives null for what is no value of the scalar. */
function textScalar(name: string, expected: string, normalise: (value: string) => string | null): TextScalar {
  const parseValue = (value: unknown): string => {
    const normal = typeof value === 'string' && !value.includes(MASK_SIGN) ? normalise(value) : null;
    if (normal === null) throw refused(name, expected);
    return normal;
  };
  return {
    serialize(value) {
      if (typeof value !== 'string') throw new TypeError(`A ${name} is not a text.`);
      return value;
    },
    parseValue,
    parseLiteral: (node) => parseValue(node.kind === Kind.STRING ? node.value : undefined),
  };
}

const E164 = /^\+[1-9]\d{6,14}$/;

export const DateTime = textScalar('DateTime', 'an ISO 8601 time with a zone, such as 2026-03-01T09:30:00Z', normaliseInstant);
export const CalendarDate = textScalar('Date', 'a calendar date such as 1815-12-10', normaliseDate);
export const EmailAddress = textScalar('EmailAddress', 'an e-mail address', normaliseEmail);
export const PhoneNumber = textScalar('PhoneNumber', 'a phone number in E.164', (value) => (E164.test(value) ? value : null));
export const TaxId = textScalar('TaxId', 'a tax id', normaliseTaxId);
export const Decimal = textScalar('Decimal', 'a decimal number in a string', normaliseDecimal);

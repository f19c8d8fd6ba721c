import { isValidPhoneNumber } from 'libphonenumber-js';
import { applyMask, type MaskName } from '../../../directives/masks.ts';

describe('a mask', () => {
  it.each<[MaskName, string, string]>([
    ['name', 'Ada Lovelace', 'A• L•'],
    ['name', '  ', '•••'],
    ['name', 'Élodie  de la  Cruz', 'É• d• l• C•'],
    ['email', 'ada@mail.example.com', 'a•••@•••.com'],
    ['email', 'no address', '•••'],
    ['email', '@example.com', '•••'],
    ['email', 'ada@localhost', '•••'],
    ['phone', '+441632960001', '+44•••01'],
    ['phone', '+34600123456', '+34•••56'],
    ['phone', '+12125550123', '+1•••23'],
    ['phone', '+35312345678', '+353•••78'],
    ['phone', '600123456', '•••'],
    ['phone', '+4412', '•••'],
    ['tail', 'B12345674', '•••674'],
    ['tail', 'AB12', '•••12'],
    ['tail', 'X', '•••'],
    ['year', '1815-12-10', '1815-••-••'],
    ['year', 'unknown', '•••'],
    ['hidden', '12 Long Street', '•••'],
  ])('%s shortens %j to %j', (mask, value, shown) => {
    expect(applyMask(mask, value)).toBe(shown);
  });

  it('never leaves a number to dial or an address to write to', () => {
    for (const phone of ['+441632960001', '+34600123456', '+12125550123']) expect(isValidPhoneNumber(applyMask('phone', phone))).toBe(false);
    for (const email of ['a@b.com', 'ada@example.com']) expect(applyMask('email', email)).not.toMatch(/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/);
  });

  it('never gives a value back whole, however short', () => {
    for (const mask of ['name', 'email', 'phone', 'tail', 'year', 'hidden'] as const) {
      for (const value of ['', 'a', '12', 'abc', '1234', '+1', 'a@b', 'a@b.c', '1815-12-10']) {
        const shown = applyMask(mask, value);
        expect(shown).toContain('•');
        expect(shown).not.toBe(value);
      }
    }
  });
});

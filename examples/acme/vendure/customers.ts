/** What the Admin API does to customers. An address has a stamp of its own: adding one leaves `customer.updatedAt` alone. */
import { inputError } from './list.ts';
import type { Objects } from './objects.ts';
import { countries } from './store.ts';
import type { Address, Customer, VendureStore } from './store.ts';

type Node = Record<string, unknown>;

export interface CustomerInput {
  title?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  phoneNumber?: string | null;
  emailAddress?: string | null;
  customFields?: { birthDate?: string | null; loyaltyId?: string | null } | null;
}

type AddressInput = Partial<Address> & { streetLine1: string; countryCode: string };

export class CustomerMutations {
  private readonly store: VendureStore;
  private readonly objects: Objects;
  private readonly now: () => number;

  constructor(store: VendureStore, objects: Objects, now: () => number) {
    this.store = store;
    this.objects = objects;
    this.now = now;
  }

  private find(id: string): Customer {
    const customer = this.store.customers.get(Number(id));
    if (!customer) throw inputError(`No Customer with the id "${id}" could be found`);
    return customer;
  }

  private conflict(): Node {
    return {
      __typename: 'EmailAddressConflictError',
      errorCode: 'EMAIL_ADDRESS_CONFLICT_ERROR',
      message: 'The email address is not available.',
    };
  }

  /** A customer with a user; with a password it counts as verified. */
  create(input: CustomerInput, password: string | null | undefined): Node {
    const emailAddress = normal(input.emailAddress!);
    const existing = this.store.customerByEmail(emailAddress);
    // A guest with that address becomes registered, as in Vendure.
    if (existing?.user) return this.conflict();
    const customer = existing ?? this.add(emailAddress);
    customer.user = { id: customer.id + 1, verified: Boolean(password) };
    this.apply(customer, { ...input, emailAddress });
    return this.objects.customer(customer);
  }

  /** The guest with that address, new or known; null when the address is a registered customer's. */
  guest(input: CustomerInput): Customer | null {
    const emailAddress = normal(input.emailAddress!);
    const existing = this.store.customerByEmail(emailAddress);
    if (existing?.user) return null;
    const customer = existing ?? this.add(emailAddress);
    this.apply(customer, { ...input, emailAddress });
    return customer;
  }

  private add(emailAddress: string): Customer {
    const nowMs = this.now();
    const none = {
      title: null,
      firstName: '',
      lastName: '',
      phoneNumber: null,
      birthDate: null,
      loyaltyId: null,
      user: null,
    };
    const customer: Customer = {
      ...none,
      id: this.store.nextId('customer'),
      emailAddress,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    };
    this.store.customers.set(customer.id, customer);
    return customer;
  }

  private apply(customer: Customer, input: CustomerInput): void {
    if (input.title !== undefined) customer.title = input.title;
    if (input.firstName != null) customer.firstName = input.firstName;
    if (input.lastName != null) customer.lastName = input.lastName;
    if (input.phoneNumber !== undefined) customer.phoneNumber = input.phoneNumber;
    if (input.emailAddress != null) customer.emailAddress = input.emailAddress;
    if (input.customFields?.birthDate !== undefined) customer.birthDate = input.customFields.birthDate;
    if (input.customFields?.loyaltyId !== undefined) customer.loyaltyId = input.customFields.loyaltyId;
  }

  update({ id, ...input }: CustomerInput & { id: string }): Node {
    const customer = this.find(id);
    if (input.emailAddress != null) {
      input.emailAddress = normal(input.emailAddress);
      const taken = this.store.customerByEmail(input.emailAddress);
      if (taken && taken !== customer) return this.conflict();
    }
    const before = JSON.stringify(customer);
    this.apply(customer, input);
    // A write that changes nothing moves nothing.
    if (JSON.stringify(customer) !== before) customer.updatedAtMs = this.now();
    return this.objects.customer(customer);
  }

  addAddress(customerId: string, input: AddressInput): Node {
    const customer = this.find(customerId);
    checkCountry(input.countryCode);
    const address = this.store.addAddress(customer.id, input, this.now());
    this.onlyDefault(address);
    return this.objects.address(address);
  }

  updateAddress({ id, ...input }: Partial<AddressInput> & { id: string }): Node {
    const address = this.findAddress(id);
    if (input.countryCode) checkCountry(input.countryCode);
    Object.assign(address, Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)), {
      updatedAtMs: this.now(),
    });
    this.onlyDefault(address);
    return this.objects.address(address);
  }

  removeAddress(id: string): Node {
    this.store.removeAddress(this.findAddress(id));
    return { success: true };
  }

  private findAddress(id: string): Address {
    const address = this.store.addresses.get(Number(id));
    if (!address) throw inputError(`No Address with the id "${id}" could be found`);
    return address;
  }

  private onlyDefault(address: Address): void {
    for (const other of this.store.addressesOf(address.customerId)) {
      if (other === address) continue;
      if (address.defaultShippingAddress) other.defaultShippingAddress = false;
      if (address.defaultBillingAddress) other.defaultBillingAddress = false;
    }
  }
}

function checkCountry(code: string): void {
  if (!Object.hasOwn(countries, code)) throw inputError(`The countryCode "${code}" was not recognized`);
}

/** Vendure lower-cases e-mail addresses. */
function normal(emailAddress: string): string {
  return emailAddress.trim().toLowerCase();
}

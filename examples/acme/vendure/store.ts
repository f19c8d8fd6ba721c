/** Vendure's customers and orders in memory. Money is in cents; times are Unix milliseconds. */
import { catalogue, gross, SHIPPING_NET_MINOR } from '../people/catalogue.ts';
import type { Company } from '../people/model.ts';

export interface Address {
  id: number;
  customerId: number;
  createdAtMs: number;
  updatedAtMs: number;
  fullName: string | null;
  company: string | null;
  streetLine1: string;
  streetLine2: string | null;
  city: string | null;
  province: string | null;
  postalCode: string | null;
  countryCode: string;
  phoneNumber: string | null;
  defaultShippingAddress: boolean;
  defaultBillingAddress: boolean;
}

/** An address as an order keeps it: a copy, without id. */
export type OrderAddress = Partial<
  Omit<
    Address,
    'id' | 'customerId' | 'createdAtMs' | 'updatedAtMs' | 'defaultShippingAddress' | 'defaultBillingAddress'
  >
>;

export interface Customer {
  id: number;
  createdAtMs: number;
  updatedAtMs: number;
  title: string | null;
  firstName: string;
  lastName: string;
  emailAddress: string;
  phoneNumber: string | null;
  /** Null for a guest. */
  user: { id: number; verified: boolean } | null;
  birthDate: string | null;
  loyaltyId: string | null;
}

export interface Variant {
  id: number;
  sku: string;
  name: string;
  priceMinor: number;
}

export interface OrderLine {
  id: number;
  variant: Variant;
  quantity: number;
}

export interface Payment {
  id: number;
  createdAtMs: number;
  method: string;
  amountMinor: number;
  state: string;
  transactionId: string | null;
}

export interface Fulfillment {
  id: number;
  createdAtMs: number;
  updatedAtMs: number;
  state: string;
  orderId: number;
}

export interface Order {
  id: number;
  code: string;
  state: string;
  createdAtMs: number;
  updatedAtMs: number;
  placedAtMs: number | null;
  customerId: number | null;
  lines: OrderLine[];
  shippingMethod: boolean;
  shippingAddress: OrderAddress;
  billingAddress: OrderAddress;
  payments: Payment[];
  fulfillments: Fulfillment[];
  customFields: Record<string, unknown>;
}

export const countries: Readonly<Record<string, string>> = {
  GB: 'United Kingdom',
  ES: 'Spain',
  FR: 'France',
  DE: 'Germany',
};

/** Totals of an order in cents. */
export function totalsOf(order: Order): {
  sub: number;
  subWithTax: number;
  shipping: number;
  shippingWithTax: number;
  total: number;
  totalWithTax: number;
  quantity: number;
} {
  const sub = order.lines.reduce((sum, line) => sum + line.variant.priceMinor * line.quantity, 0);
  const subWithTax = order.lines.reduce((sum, line) => sum + gross(line.variant.priceMinor * line.quantity), 0);
  const shipping = order.shippingMethod ? SHIPPING_NET_MINOR : 0;
  const shippingWithTax = gross(shipping);
  return {
    sub,
    subWithTax,
    shipping,
    shippingWithTax,
    total: sub + shipping,
    totalWithTax: subWithTax + shippingWithTax,
    quantity: order.lines.reduce((sum, line) => sum + line.quantity, 0),
  };
}

export class VendureStore {
  readonly customers = new Map<number, Customer>();
  readonly orders = new Map<number, Order>();
  readonly addresses = new Map<number, Address>();
  readonly fulfillments = new Map<number, Fulfillment>();
  readonly variants: readonly Variant[] = catalogue.map((product, i) => ({
    id: i + 1,
    sku: product.sku,
    name: product.name,
    priceMinor: product.netMinor,
  }));
  private readonly addressIds = new Map<number, number[]>();
  private readonly orderIds = new Map<number, number[]>();
  private readonly lastIds: Partial<Record<'customer' | 'order' | 'address', number>> = {};
  private lastChildId = 0;

  constructor(company: Company) {
    for (const customer of company.shopCustomers) {
      this.customers.set(customer.id, {
        id: customer.id,
        createdAtMs: customer.createdAtMs,
        updatedAtMs: customer.updatedAtMs ?? customer.createdAtMs,
        title: null,
        firstName: customer.firstName,
        lastName: customer.lastName,
        emailAddress: customer.email,
        phoneNumber: customer.phone || null,
        user: customer.registered ? { id: customer.id + 1, verified: customer.verified } : null,
        birthDate: customer.birthDate,
        loyaltyId: customer.loyaltyId,
      });
      const { address } = customer;
      if (!address) continue;
      const fullName = `${customer.firstName} ${customer.lastName}`.trim();
      const place = {
        fullName,
        streetLine1: address.street,
        city: address.city,
        postalCode: address.postalCode,
        countryCode: address.country,
        phoneNumber: customer.phone,
      };
      this.addAddress(
        customer.id,
        { ...place, defaultShippingAddress: true, defaultBillingAddress: true },
        customer.createdAtMs,
      );
    }
    const variantOf = new Map(this.variants.map((variant) => [variant.sku, variant]));
    for (const order of company.shopOrders) {
      const customer = this.customers.get(order.customerId)!;
      const address = this.addressesOf(customer.id)[0];
      const added = this.addOrder({
        id: order.id,
        code: order.code,
        state: order.state,
        createdAtMs: order.createdAtMs,
        updatedAtMs: order.updatedAtMs,
        placedAtMs: order.placedAtMs,
        customerId: customer.id,
        lines: order.lines.map((line) => ({
          id: this.nextChildId(),
          variant: variantOf.get(line.sku)!,
          // The lines of a cancelled order count no more.
          quantity: order.state === 'Cancelled' ? 0 : line.quantity,
        })),
        shippingMethod: true,
        shippingAddress: address
          ? orderAddress(address)
          : { fullName: `${customer.firstName} ${customer.lastName}`.trim() },
        billingAddress: {},
        payments: [],
        fulfillments: [],
        customFields: {},
      });
      if (order.placedAtMs !== null) {
        added.payments.push({
          id: this.nextChildId(),
          createdAtMs: order.placedAtMs,
          method: 'dummy',
          amountMinor: totalsOf(added).totalWithTax,
          state: 'Settled',
          transactionId: `T${order.id}`,
        });
      }
    }
  }

  nextChildId(): number {
    return (this.lastChildId += 1);
  }

  /** Ids of a kind are handed out in a row and never again. */
  nextId(kind: 'customer' | 'order' | 'address'): number {
    const rows = { customer: this.customers, order: this.orders, address: this.addresses }[kind];
    const id = (this.lastIds[kind] ?? rows.size) + 1;
    this.lastIds[kind] = id;
    return id;
  }

  customerByEmail(email: string): Customer | undefined {
    return [...this.customers.values()].find((customer) => customer.emailAddress === email);
  }

  addressesOf(customerId: number): Address[] {
    return (this.addressIds.get(customerId) ?? []).map((id) => this.addresses.get(id)!);
  }

  addAddress(
    customerId: number,
    input: Partial<Address> & { streetLine1: string; countryCode: string },
    nowMs: number,
  ): Address {
    // Vendure keeps what was not given as empty text.
    const none = {
      fullName: '',
      company: '',
      streetLine2: '',
      city: '',
      province: '',
      postalCode: '',
      phoneNumber: '',
    };
    const flags = { defaultShippingAddress: false, defaultBillingAddress: false };
    const address: Address = {
      ...none,
      ...flags,
      ...input,
      id: this.nextId('address'),
      customerId,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
    };
    this.addresses.set(address.id, address);
    this.addressIds.set(customerId, [...(this.addressIds.get(customerId) ?? []), address.id]);
    return address;
  }

  removeAddress(address: Address): void {
    this.addresses.delete(address.id);
    this.addressIds.set(
      address.customerId,
      (this.addressIds.get(address.customerId) ?? []).filter((id) => id !== address.id),
    );
  }

  addOrder(order: Order): Order {
    this.orders.set(order.id, order);
    if (order.customerId !== null) this.own(order.customerId, order.id);
    return order;
  }

  setCustomer(order: Order, customerId: number): void {
    if (order.customerId !== null)
      this.orderIds.set(
        order.customerId,
        (this.orderIds.get(order.customerId) ?? []).filter((id) => id !== order.id),
      );
    order.customerId = customerId;
    this.own(customerId, order.id);
  }

  private own(customerId: number, orderId: number): void {
    this.orderIds.set(customerId, [...(this.orderIds.get(customerId) ?? []), orderId]);
  }

  /** Orders of a customer as Vendure lists them there: without drafts. */
  ordersOf(customerId: number): Order[] {
    return (this.orderIds.get(customerId) ?? [])
      .map((id) => this.orders.get(id)!)
      .filter((order) => order.state !== 'Draft');
  }
}

/** The copy of an address that an order keeps. */
export function orderAddress(address: OrderAddress): OrderAddress {
  const { fullName, company, streetLine1, streetLine2, city, province, postalCode, countryCode, phoneNumber } = address;
  return {
    fullName,
    company,
    streetLine1,
    streetLine2,
    city,
    province,
    postalCode,
    countryCode,
    phoneNumber,
  } as OrderAddress;
}

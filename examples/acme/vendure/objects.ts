/** Stored customers and orders as objects that graphql-js can walk: plain values, and functions for what is looked up. */
import { gross, SHIPPING_NET_MINOR, TAX_PERCENT } from '../people/catalogue.ts';
import { list } from './list.ts';
import type { Getter, ListOptions } from './list.ts';
import { countries, totalsOf } from './store.ts';
import type { Address, Customer, Fulfillment, Order, OrderAddress, Payment, Variant, VendureStore } from './store.ts';

type Node = Record<string, unknown>;

const CREATED_MS = Date.UTC(2024, 0, 1);
export const customerGetters = (store: VendureStore): Readonly<Record<string, Getter<Customer>>> => ({
  id: (customer) => customer.id,
  createdAt: (customer) => customer.createdAtMs,
  updatedAt: (customer) => customer.updatedAtMs,
  title: (customer) => customer.title,
  firstName: (customer) => customer.firstName,
  lastName: (customer) => customer.lastName,
  phoneNumber: (customer) => customer.phoneNumber,
  emailAddress: (customer) => customer.emailAddress,
  birthDate: (customer) => customer.birthDate,
  loyaltyId: (customer) => customer.loyaltyId,
  postalCode: (customer) => store.addressesOf(customer.id).flatMap((address) => address.postalCode ?? []),
});

export const orderGetters = (store: VendureStore): Readonly<Record<string, Getter<Order>>> => ({
  id: (order) => order.id,
  code: (order) => order.code,
  state: (order) => order.state,
  active: () => false,
  type: () => 'Regular',
  createdAt: (order) => order.createdAtMs,
  updatedAt: (order) => order.updatedAtMs,
  orderPlacedAt: (order) => order.placedAtMs,
  currencyCode: () => 'EUR',
  customerLastName: (order) => (order.customerId === null ? null : store.customers.get(order.customerId)!.lastName),
  transactionId: (order) => order.payments.flatMap((payment) => payment.transactionId ?? []),
  totalQuantity: (order) => totalsOf(order).quantity,
  subTotal: (order) => totalsOf(order).sub,
  subTotalWithTax: (order) => totalsOf(order).subWithTax,
  shipping: (order) => totalsOf(order).shipping,
  shippingWithTax: (order) => totalsOf(order).shippingWithTax,
  total: (order) => totalsOf(order).total,
  totalWithTax: (order) => totalsOf(order).totalWithTax,
});

const date = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

export class Objects {
  private readonly store: VendureStore;
  private readonly orderFields: Readonly<Record<string, Getter<Order>>>;

  constructor(store: VendureStore) {
    this.store = store;
    this.orderFields = orderGetters(store);
  }

  address = (address: Address): Node => ({
    ...address,
    createdAt: date(address.createdAtMs),
    updatedAt: date(address.updatedAtMs),
    country: {
      id: Object.keys(countries).indexOf(address.countryCode) + 1,
      code: address.countryCode,
      name: countries[address.countryCode] ?? address.countryCode,
      enabled: true,
    },
    customFields: null,
  });

  customer = (customer: Customer): Node => ({
    __typename: 'Customer',
    ...customer,
    createdAt: date(customer.createdAtMs),
    updatedAt: date(customer.updatedAtMs),
    addresses: () => this.store.addressesOf(customer.id).map(this.address),
    orders: ({ options }: { options?: ListOptions }) => {
      const { items, totalItems } = list(this.store.ordersOf(customer.id), options, this.orderFields);
      return { items: items.map(this.order), totalItems };
    },
    user: customer.user && {
      id: customer.user.id,
      createdAt: date(customer.createdAtMs),
      updatedAt: date(customer.createdAtMs),
      identifier: customer.emailAddress,
      verified: customer.user.verified,
      lastLogin: null,
    },
    customFields: { birthDate: customer.birthDate, loyaltyId: customer.loyaltyId },
  });

  variant = (variant: Variant): Node => ({
    ...variant,
    createdAt: date(CREATED_MS),
    updatedAt: date(CREATED_MS),
    price: variant.priceMinor,
    priceWithTax: gross(variant.priceMinor),
    currencyCode: 'EUR',
    enabled: true,
  });

  shippingMethod = (): Node => ({
    id: 1,
    code: 'std',
    name: 'Standard',
    price: SHIPPING_NET_MINOR,
    priceWithTax: gross(SHIPPING_NET_MINOR),
  });

  private orderAddress(address: OrderAddress): Node {
    return {
      ...address,
      country: address.countryCode ? (countries[address.countryCode] ?? address.countryCode) : null,
    };
  }

  payment = (payment: Payment): Node => ({
    ...payment,
    createdAt: date(payment.createdAtMs),
    updatedAt: date(payment.createdAtMs),
    amount: payment.amountMinor,
    errorMessage: null,
    metadata: {},
  });

  fulfillment = (fulfillment: Fulfillment): Node => ({
    __typename: 'Fulfillment',
    ...fulfillment,
    createdAt: date(fulfillment.createdAtMs),
    updatedAt: date(fulfillment.updatedAtMs),
    method: 'manual',
    trackingCode: '',
  });

  order = (order: Order): Node => {
    const totals = totalsOf(order);
    return {
      __typename: 'Order',
      id: order.id,
      code: order.code,
      state: order.state,
      // Only an order that a shopper is still filling is active; the sample company has none of those.
      active: false,
      type: 'Regular',
      createdAt: date(order.createdAtMs),
      updatedAt: date(order.updatedAtMs),
      orderPlacedAt: date(order.placedAtMs),
      currencyCode: 'EUR',
      couponCodes: [],
      customer: () => (order.customerId === null ? null : this.customer(this.store.customers.get(order.customerId)!)),
      shippingAddress: this.orderAddress(order.shippingAddress),
      billingAddress: this.orderAddress(order.billingAddress),
      lines: () =>
        order.lines.map((line) => ({
          id: line.id,
          createdAt: date(order.createdAtMs),
          updatedAt: date(order.createdAtMs),
          productVariant: this.variant(line.variant),
          quantity: line.quantity,
          unitPrice: line.variant.priceMinor,
          unitPriceWithTax: gross(line.variant.priceMinor),
          linePrice: line.variant.priceMinor * line.quantity,
          linePriceWithTax: gross(line.variant.priceMinor * line.quantity),
          discountedLinePriceWithTax: gross(line.variant.priceMinor * line.quantity),
          taxRate: TAX_PERCENT,
        })),
      shippingLines: order.shippingMethod
        ? [
            {
              id: order.id,
              shippingMethod: this.shippingMethod(),
              price: SHIPPING_NET_MINOR,
              priceWithTax: gross(SHIPPING_NET_MINOR),
            },
          ]
        : [],
      payments: order.payments.map(this.payment),
      fulfillments: order.fulfillments.map(this.fulfillment),
      totalQuantity: totals.quantity,
      subTotal: totals.sub,
      subTotalWithTax: totals.subWithTax,
      shipping: totals.shipping,
      shippingWithTax: totals.shippingWithTax,
      total: totals.total,
      totalWithTax: totals.totalWithTax,
      customFields: order.customFields,
    };
  };
}

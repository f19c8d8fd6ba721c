/**
 * What the Admin API does to orders. `updatedAt` is the row's own stamp, so it moves with lines, addresses and cancelling,
 * and stands still through payment and delivery, as in Vendure (peers/vendure/updatedAt_trap.txt).
 */
import { randomBytes } from 'node:crypto';
import { inputError } from './list.ts';
import type { Objects } from './objects.ts';
import { orderAddress, totalsOf } from './store.ts';
import type { Fulfillment, Order, OrderAddress, VendureStore } from './store.ts';

type Node = Record<string, unknown>;

/** Vendure's default order process, without the states that need a second payment or a modification. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  Draft: ['Cancelled', 'ArrangingPayment'],
  AddingItems: ['ArrangingPayment', 'Cancelled'],
  ArrangingPayment: ['PaymentAuthorized', 'PaymentSettled', 'AddingItems', 'Cancelled'],
  PaymentAuthorized: ['PaymentSettled', 'Cancelled'],
  PaymentSettled: ['PartiallyDelivered', 'Delivered', 'PartiallyShipped', 'Shipped', 'Cancelled'],
  PartiallyShipped: ['Shipped', 'PartiallyDelivered', 'Cancelled'],
  Shipped: ['PartiallyDelivered', 'Delivered', 'Cancelled'],
  PartiallyDelivered: ['Delivered', 'Cancelled'],
  Delivered: ['Cancelled'],
  Cancelled: [],
};

const FULFILLMENT_NEXT: Readonly<Record<string, readonly string[]>> = {
  Pending: ['Shipped', 'Delivered', 'Cancelled'],
  Shipped: ['Delivered', 'Cancelled'],
  Delivered: ['Cancelled'],
  Cancelled: [],
};

const CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ123456789';

function notFound(entity: string, id: unknown): Error {
  return inputError(`No ${entity} with the id "${String(id)}" could be found`);
}

export class OrderMutations {
  private readonly store: VendureStore;
  private readonly objects: Objects;
  private readonly now: () => number;

  constructor(store: VendureStore, objects: Objects, now: () => number) {
    this.store = store;
    this.objects = objects;
    this.now = now;
  }

  private find(id: string): Order {
    const order = this.store.orders.get(Number(id));
    if (!order) throw notFound('Order', id);
    return order;
  }

  /** The order shown, its stamp moved. */
  private touched(order: Order): Node {
    order.updatedAtMs = this.now();
    return this.objects.order(order);
  }

  create(): Node {
    const nowMs = this.now();
    return this.objects.order(
      this.store.addOrder({
        id: this.store.nextId('order'),
        code: [...randomBytes(16)].map((byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join(''),
        state: 'Draft',
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
        placedAtMs: null,
        customerId: null,
        lines: [],
        shippingMethod: false,
        shippingAddress: {},
        billingAddress: {},
        payments: [],
        fulfillments: [],
        customFields: {},
      }),
    );
  }

  setCustomer(orderId: string, customerId: number): Node {
    const order = this.find(orderId);
    this.store.setCustomer(order, customerId);
    return this.touched(order);
  }

  private unmodifiable(order: Order): Node | null {
    if (order.state === 'Draft' || order.state === 'AddingItems') return null;
    return {
      __typename: 'OrderModificationError',
      errorCode: 'ORDER_MODIFICATION_ERROR',
      message: 'Order contents may only be modified when in the "AddingItems" state',
    };
  }

  private negative(quantity: number): Node | null {
    return quantity >= 0
      ? null
      : {
          __typename: 'NegativeQuantityError',
          errorCode: 'NEGATIVE_QUANTITY_ERROR',
          message: 'The quantity for an OrderItem cannot be negative',
        };
  }

  addItem(orderId: string, input: { productVariantId: string; quantity: number }): Node {
    const order = this.find(orderId);
    const refused = this.negative(input.quantity) ?? this.unmodifiable(order);
    if (refused) return refused;
    const variant = this.store.variants.find(({ id }) => id === Number(input.productVariantId));
    if (!variant) throw notFound('ProductVariant', input.productVariantId);
    const line = order.lines.find((one) => one.variant.id === variant.id);
    if (line) line.quantity += input.quantity;
    else order.lines.push({ id: this.store.nextChildId(), variant, quantity: input.quantity });
    return this.touched(order);
  }

  adjustLine(orderId: string, input: { orderLineId: string; quantity: number }): Node {
    const order = this.find(orderId);
    const refused = this.negative(input.quantity) ?? this.unmodifiable(order);
    if (refused) return refused;
    const line = order.lines.find(({ id }) => id === Number(input.orderLineId));
    if (!line) throw notFound('OrderLine', input.orderLineId);
    if (input.quantity === 0) order.lines = order.lines.filter((one) => one !== line);
    else line.quantity = input.quantity;
    return this.touched(order);
  }

  setAddress(orderId: string, which: 'shippingAddress' | 'billingAddress', input: OrderAddress): Node {
    const order = this.find(orderId);
    order[which] = orderAddress(input);
    return this.touched(order);
  }

  setShippingMethod(orderId: string, shippingMethodId: string): Node {
    const order = this.find(orderId);
    const refused = this.unmodifiable(order);
    if (refused) return refused;
    if (Number(shippingMethodId) !== 1) {
      return {
        __typename: 'IneligibleShippingMethodError',
        errorCode: 'INELIGIBLE_SHIPPING_METHOD_ERROR',
        message: 'This Order is not eligible for the selected ShippingMethod',
      };
    }
    order.shippingMethod = true;
    return this.touched(order);
  }

  private refuse(order: Order, toState: string, transitionError: string): Node {
    return {
      __typename: 'OrderStateTransitionError',
      errorCode: 'ORDER_STATE_TRANSITION_ERROR',
      message: `Cannot transition Order from "${order.state}" to "${toState}"`,
      transitionError,
      fromState: order.state,
      toState,
    };
  }

  transition(id: string, state: string): Node {
    const order = this.find(id);
    if (!(NEXT[order.state] ?? []).includes(state))
      return this.refuse(order, state, `Cannot transition Order from "${order.state}" to "${state}"`);
    if (state === 'ArrangingPayment') {
      if (order.lines.length === 0)
        return this.refuse(order, state, 'Cannot transition Order to the "ArrangingPayment" state when it is empty');
      if (order.customerId === null)
        return this.refuse(
          order,
          state,
          'Cannot transition Order to the "ArrangingPayment" state without Customer details',
        );
      if (!order.shippingMethod)
        return this.refuse(
          order,
          state,
          'Cannot transition Order to the "ArrangingPayment" state without a ShippingMethod',
        );
    }
    if (/^Payment/.test(state) && paidMinor(order) < totalsOf(order).totalWithTax) {
      return this.refuse(
        order,
        state,
        `Cannot transition Order to the "${state}" state when the total is not covered by settled Payments`,
      );
    }
    if (/Shipped|Delivered/.test(state) && fulfilledState(order) !== state) {
      return this.refuse(
        order,
        state,
        `Cannot transition Order to the "${state}" state unless all OrderItems are ${state.toLowerCase()}`,
      );
    }
    if (state === 'Cancelled') return this.cancel(id);
    order.state = state;
    return this.objects.order(order);
  }

  /** Pays what is open by hand; a paid order is placed. Neither moves `updatedAt`. */
  pay(input: { orderId: string; method: string; transactionId?: string | null }): Node {
    const order = this.find(input.orderId);
    if (order.state !== 'ArrangingPayment') {
      return {
        __typename: 'ManualPaymentStateError',
        errorCode: 'MANUAL_PAYMENT_STATE_ERROR',
        message:
          'A manual payment can only be added when Order is in the "ArrangingPayment" or "ArrangingAdditionalPayment" state',
      };
    }
    const nowMs = this.now();
    const amountMinor = totalsOf(order).totalWithTax - paidMinor(order);
    order.payments.push({
      id: this.store.nextChildId(),
      createdAtMs: nowMs,
      method: input.method,
      amountMinor,
      state: 'Settled',
      transactionId: input.transactionId ?? null,
    });
    order.state = 'PaymentSettled';
    order.placedAtMs = nowMs;
    return this.objects.order(order);
  }

  cancel(orderId: string): Node {
    const order = this.find(orderId);
    if (order.state === 'Cancelled')
      return this.refuse(order, 'Cancelled', 'Cannot transition Order from "Cancelled" to "Cancelled"');
    order.state = 'Cancelled';
    // The lines stay and count no more; the shipping stays as it was.
    for (const line of order.lines) line.quantity = 0;
    return this.touched(order);
  }

  fulfil(lines: readonly { orderLineId: string }[]): Node {
    const wanted = new Set(lines.map(({ orderLineId }) => Number(orderLineId)));
    const order = [...this.store.orders.values()].find((one) => one.lines.some((line) => wanted.has(line.id)));
    if (!order) throw notFound('OrderLine', lines[0]?.orderLineId);
    if (order.fulfillments.some(({ state }) => state !== 'Cancelled')) {
      return {
        __typename: 'ItemsAlreadyFulfilledError',
        errorCode: 'ITEMS_ALREADY_FULFILLED_ERROR',
        message: 'One or more OrderItems are already part of a Fulfillment',
      };
    }
    const nowMs = this.now();
    const fulfillment: Fulfillment = {
      id: this.store.nextChildId(),
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      state: 'Pending',
      orderId: order.id,
    };
    order.fulfillments.push(fulfillment);
    this.store.fulfillments.set(fulfillment.id, fulfillment);
    return this.objects.fulfillment(fulfillment);
  }

  /** Moves a fulfillment, and the order with it; the order's `updatedAt` stands still. */
  moveFulfillment(id: string, state: string): Node {
    const fulfillment = this.store.fulfillments.get(Number(id));
    if (!fulfillment) throw notFound('Fulfillment', id);
    const message = `Cannot transition Fulfillment from "${fulfillment.state}" to "${state}"`;
    if (!(FULFILLMENT_NEXT[fulfillment.state] ?? []).includes(state)) {
      const fromState = fulfillment.state;
      return {
        __typename: 'FulfillmentStateTransitionError',
        errorCode: 'FULFILLMENT_STATE_TRANSITION_ERROR',
        message,
        transitionError: message,
        fromState,
        toState: state,
      };
    }
    fulfillment.state = state;
    fulfillment.updatedAtMs = this.now();
    if (state === 'Shipped' || state === 'Delivered') this.find(String(fulfillment.orderId)).state = state;
    return this.objects.fulfillment(fulfillment);
  }

  setCustomFields(id: string, customFields: Record<string, unknown> | null): Node {
    const order = this.find(id);
    order.customFields = { ...order.customFields, ...customFields };
    return this.touched(order);
  }
}

function paidMinor(order: Order): number {
  return order.payments.reduce((sum, payment) => sum + (payment.state === 'Settled' ? payment.amountMinor : 0), 0);
}

function fulfilledState(order: Order): string | undefined {
  return order.fulfillments.find(({ state }) => state !== 'Cancelled')?.state;
}

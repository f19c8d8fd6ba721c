import { sdlInputs } from './sdlInputs.ts';
import { sdlTypes } from './sdlTypes.ts';

/**
 * The part of Vendure 3.7's Admin API schema that the sample company answers, with Vendure's own names. `birthDate` and
 * `loyaltyId` are custom fields declared in the server's configuration; Vendure adds such fields to filter and sort.
 */
export const sdl = /* GraphQL */ `
  ${sdlTypes}
  ${sdlInputs}

  union NativeAuthenticationResult = CurrentUser | InvalidCredentialsError | NativeAuthStrategyError
  union CreateCustomerResult = Customer | EmailAddressConflictError
  union UpdateCustomerResult = Customer | EmailAddressConflictError
  union SetCustomerForDraftOrderResult = Order | EmailAddressConflictError
  union UpdateOrderItemsResult = Order | OrderModificationError | NegativeQuantityError
  union SetOrderShippingMethodResult = Order | OrderModificationError | IneligibleShippingMethodError
  union TransitionOrderToStateResult = Order | OrderStateTransitionError
  union AddManualPaymentToOrderResult = Order | ManualPaymentStateError
  union CancelOrderResult = Order | CancelActiveOrderError | OrderStateTransitionError
  union AddFulfillmentToOrderResult = Fulfillment | ItemsAlreadyFulfilledError
  union TransitionFulfillmentToStateResult = Fulfillment | FulfillmentStateTransitionError

  type Query {
    me: CurrentUser
    customer(id: ID!): Customer
    customers(options: CustomerListOptions): CustomerList!
    order(id: ID!): Order
    orders(options: OrderListOptions): OrderList!
    productVariants(options: ProductVariantListOptions): ProductVariantList!
    shippingMethods(options: ShippingMethodListOptions): ShippingMethodList!
    eligibleShippingMethodsForDraftOrder(orderId: ID!): [ShippingMethodQuote!]!
  }
  type Mutation {
    login(username: String!, password: String!, rememberMe: Boolean): NativeAuthenticationResult!
    logout: Success!
    createCustomer(input: CreateCustomerInput!, password: String): CreateCustomerResult!
    updateCustomer(input: UpdateCustomerInput!): UpdateCustomerResult!
    createCustomerAddress(customerId: ID!, input: CreateAddressInput!): Address!
    updateCustomerAddress(input: UpdateAddressInput!): Address!
    deleteCustomerAddress(id: ID!): Success!
    createDraftOrder: Order!
    setCustomerForDraftOrder(orderId: ID!, customerId: ID, input: CreateCustomerInput): SetCustomerForDraftOrderResult!
    addItemToDraftOrder(orderId: ID!, input: AddItemToDraftOrderInput!): UpdateOrderItemsResult!
    adjustDraftOrderLine(orderId: ID!, input: AdjustDraftOrderLineInput!): UpdateOrderItemsResult!
    setDraftOrderShippingAddress(orderId: ID!, input: CreateAddressInput!): Order!
    setDraftOrderBillingAddress(orderId: ID!, input: CreateAddressInput!): Order!
    setDraftOrderShippingMethod(orderId: ID!, shippingMethodId: ID!): SetOrderShippingMethodResult!
    transitionOrderToState(id: ID!, state: String!): TransitionOrderToStateResult
    addManualPaymentToOrder(input: ManualPaymentInput!): AddManualPaymentToOrderResult!
    cancelOrder(input: CancelOrderInput!): CancelOrderResult!
    addFulfillmentToOrder(input: FulfillOrderInput!): AddFulfillmentToOrderResult!
    transitionFulfillmentToState(id: ID!, state: String!): TransitionFulfillmentToStateResult!
    setOrderCustomFields(input: UpdateOrderInput!): Order
  }
`;

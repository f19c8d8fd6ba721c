/**
 * Vendure 3.7's Admin API at `/admin-api`. Signing in gives a bearer token in the header `vendure-auth-token`; errors,
 * also of callers who have not signed in, come with HTTP 200; only a document that does not parse or validate is a 400.
 */
import { randomBytes } from 'node:crypto';
import { buildSchema, execute, GraphQLError, parse, validate } from 'graphql';
import type { DocumentNode, GraphQLScalarType, GraphQLSchema } from 'graphql';
import { json, serve } from '../http.ts';
import type { Reply, Request, RunningServer } from '../http.ts';
import type { Company } from '../people/model.ts';
import { CustomerMutations } from './customers.ts';
import type { CustomerInput } from './customers.ts';
import { list } from './list.ts';
import type { ListOptions } from './list.ts';
import { customerGetters, Objects, orderGetters } from './objects.ts';
import { OrderMutations } from './orders.ts';
import { sdl } from './sdl.ts';
import { VendureStore } from './store.ts';
import type { OrderAddress } from './store.ts';

export interface VendureOptions {
  company: Company;
  username: string;
  password: string;
  port?: number;
  /** Unix milliseconds. */
  clock?: () => number;
}

/** State of one request: who signed in, and the token to send back. */
interface Context {
  signedIn: boolean;
  token: string | null;
  newToken: string | null;
}

type Args = Record<string, unknown>;
const MAX_DOCUMENTS = 500;

/** The schema of the Admin API, its times as Vendure writes them. */
export function makeSchema(): GraphQLSchema {
  const schema = buildSchema(sdl);
  const dateTime = schema.getType('DateTime') as GraphQLScalarType;
  dateTime.serialize = (value) => (value instanceof Date ? value.toISOString() : value);
  dateTime.parseValue = (value) => {
    const at = new Date(String(value));
    if (Number.isNaN(at.getTime()))
      throw new GraphQLError(`DateTime cannot represent an invalid date-time-string ${String(value)}.`);
    return at;
  };
  dateTime.parseLiteral = (node) => {
    try {
      return dateTime.parseValue('value' in node ? node.value : null);
    } catch (error) {
      throw new GraphQLError((error as Error).message, { nodes: node });
    }
  };
  return schema;
}

class Vendure {
  private readonly schema = makeSchema();
  private readonly documents = new Map<string, DocumentNode | readonly GraphQLError[]>();
  private readonly tokens = new Set<string>();
  private readonly options: VendureOptions;
  private readonly root: Record<string, unknown>;

  constructor(options: VendureOptions) {
    this.options = options;
    this.root = this.resolvers(new VendureStore(options.company));
  }

  private resolvers(store: VendureStore): Record<string, unknown> {
    const now = this.options.clock ?? Date.now;
    const objects = new Objects(store);
    const customers = new CustomerMutations(store, objects, now);
    const orders = new OrderMutations(store, objects, now);
    const customerFields = customerGetters(store);
    const orderFields = orderGetters(store);
    const variantFields = {
      id: (variant: { id: number }) => variant.id,
      sku: (variant: { sku: string }) => variant.sku,
      name: (variant: { name: string }) => variant.name,
    };
    const guarded: Record<string, (args: Args) => unknown> = {
      customer: ({ id }) => show(store.customers.get(Number(id)), objects.customer),
      customers: ({ options }) => {
        const { items, totalItems } = list(store.customers.values(), options as ListOptions, customerFields, (id) =>
          store.customers.get(Number(id)),
        );
        return { items: items.map(objects.customer), totalItems };
      },
      order: ({ id }) => show(store.orders.get(Number(id)), objects.order),
      orders: ({ options }) => {
        const { items, totalItems } = list(store.orders.values(), options as ListOptions, orderFields, (id) =>
          store.orders.get(Number(id)),
        );
        return { items: items.map(objects.order), totalItems };
      },
      productVariants: ({ options }) => {
        const { items, totalItems } = list(store.variants, options as ListOptions, variantFields);
        return { items: items.map(objects.variant), totalItems };
      },
      shippingMethods: () => ({ items: [objects.shippingMethod()], totalItems: 1 }),
      eligibleShippingMethodsForDraftOrder: () => [objects.shippingMethod()],
      createCustomer: ({ input, password }) => customers.create(input as CustomerInput, password as string | null),
      updateCustomer: ({ input }) => customers.update(input as CustomerInput & { id: string }),
      createCustomerAddress: ({ customerId, input }) => customers.addAddress(customerId as string, input as never),
      updateCustomerAddress: ({ input }) => customers.updateAddress(input as never),
      deleteCustomerAddress: ({ id }) => customers.removeAddress(id as string),
      createDraftOrder: () => orders.create(),
      setCustomerForDraftOrder: ({ orderId, customerId, input }) => {
        const guest = customerId == null && input ? customers.guest(input as CustomerInput) : null;
        if (customerId == null && !guest)
          return {
            __typename: 'EmailAddressConflictError',
            errorCode: 'EMAIL_ADDRESS_CONFLICT_ERROR',
            message: 'The email address is not available.',
          };
        return orders.setCustomer(orderId as string, guest?.id ?? Number(customerId));
      },
      addItemToDraftOrder: ({ orderId, input }) => orders.addItem(orderId as string, input as never),
      adjustDraftOrderLine: ({ orderId, input }) => orders.adjustLine(orderId as string, input as never),
      setDraftOrderShippingAddress: ({ orderId, input }) =>
        orders.setAddress(orderId as string, 'shippingAddress', input as OrderAddress),
      setDraftOrderBillingAddress: ({ orderId, input }) =>
        orders.setAddress(orderId as string, 'billingAddress', input as OrderAddress),
      setDraftOrderShippingMethod: ({ orderId, shippingMethodId }) =>
        orders.setShippingMethod(orderId as string, shippingMethodId as string),
      transitionOrderToState: ({ id, state }) => orders.transition(id as string, state as string),
      addManualPaymentToOrder: ({ input }) => orders.pay(input as never),
      cancelOrder: ({ input }) => orders.cancel((input as { orderId: string }).orderId),
      addFulfillmentToOrder: ({ input }) => orders.fulfil((input as { lines: { orderLineId: string }[] }).lines),
      transitionFulfillmentToState: ({ id, state }) => orders.moveFulfillment(id as string, state as string),
      setOrderCustomFields: ({ input }) =>
        orders.setCustomFields(
          (input as { id: string }).id,
          (input as { customFields?: Record<string, unknown> }).customFields ?? null,
        ),
    };
    const open = {
      login: this.login,
      logout: this.logout,
      me: (_args: Args, { signedIn }: Context) => (signedIn ? this.currentUser() : null),
    };
    const entries = Object.entries(guarded).map(([name, resolve]) => [
      name,
      (args: Args, context: Context) => {
        if (!context.signedIn)
          throw new GraphQLError('You are not currently authorized to perform this action', {
            extensions: { code: 'FORBIDDEN' },
          });
        return resolve(args);
      },
    ]);
    return { ...Object.fromEntries(entries), ...open };
  }

  private currentUser(): Record<string, unknown> {
    return {
      __typename: 'CurrentUser',
      id: 1,
      identifier: this.options.username,
      channels: [{ id: 1, token: 'default', code: '__default_channel__', permissions: ['SuperAdmin'] }],
    };
  }

  private readonly login = ({ username, password }: Args, context: Context): unknown => {
    if (username !== this.options.username || password !== this.options.password) {
      return {
        __typename: 'InvalidCredentialsError',
        errorCode: 'INVALID_CREDENTIALS_ERROR',
        message: 'The provided credentials are invalid',
        authenticationError: '',
      };
    }
    context.newToken = randomBytes(32).toString('hex');
    context.signedIn = true;
    this.tokens.add(context.newToken);
    return this.currentUser();
  };

  private readonly logout = (_args: Args, context: Context): unknown => {
    if (context.token) this.tokens.delete(context.token);
    context.signedIn = false;
    return { success: true };
  };

  private document(query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.documents.get(query);
    if (known) return known;
    let result: DocumentNode | readonly GraphQLError[];
    try {
      const document = parse(query);
      const errors = validate(this.schema, document);
      result = errors.length > 0 ? errors : document;
    } catch (error) {
      result = [error as GraphQLError];
    }
    if (this.documents.size >= MAX_DOCUMENTS) this.documents.clear();
    this.documents.set(query, result);
    return result;
  }

  async handle(request: Request): Promise<Reply> {
    if (request.url.pathname === '/health') return json(200, { status: 'ok', info: {}, error: {}, details: {} });
    if (request.url.pathname !== '/admin-api') return json(404, { statusCode: 404, message: 'Not Found' });
    if (request.method !== 'POST' || !/^application\/json/.test(request.headers['content-type'] ?? ''))
      return refused('POST body missing, invalid Content-Type, or JSON object has no keys.');
    let body: { query?: unknown; variables?: Record<string, unknown> | null; operationName?: string | null };
    try {
      body = JSON.parse(request.body) as typeof body;
    } catch {
      return refused('POST body missing, invalid Content-Type, or JSON object has no keys.');
    }
    if (Array.isArray(body)) return refused('Operation batching disabled.');
    if (typeof body.query !== 'string')
      return refused('GraphQL operations must contain a non-empty `query` or a `persistedQuery` extension.');
    const document = this.document(body.query);
    if (!('kind' in document)) {
      const code = document.some((error) => /^Syntax Error/.test(error.message))
        ? 'GRAPHQL_PARSE_FAILED'
        : 'GRAPHQL_VALIDATION_FAILED';
      const extensions = { http: { status: 400, headers: {} }, code };
      return json(400, { errors: document.map(({ message, locations }) => ({ message, locations, extensions })) });
    }
    const token = /^bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
    const context: Context = { signedIn: token !== null && this.tokens.has(token), token, newToken: null };
    const result = await execute({
      schema: this.schema,
      document,
      rootValue: this.root,
      contextValue: context,
      variableValues: body.variables ?? undefined,
      operationName: body.operationName ?? undefined,
    });
    const errors = result.errors?.map((error) => ({
      ...error.toJSON(),
      extensions: { code: 'INTERNAL_SERVER_ERROR', ...error.extensions },
    }));
    // What cannot be coerced never ran: Apollo answers that with 400 and without data.
    if (errors && result.data === undefined)
      return json(400, {
        errors: errors.map((error) => ({ ...error, extensions: { ...error.extensions, code: 'BAD_USER_INPUT' } })),
      });
    return json(
      200,
      { ...(errors ? { errors } : {}), data: result.data },
      context.newToken ? { 'vendure-auth-token': context.newToken } : {},
    );
  }
}

function show<T>(item: T | undefined, as: (item: T) => unknown): unknown {
  return item === undefined ? null : as(item);
}

function refused(message: string): Reply {
  const stacktrace = [
    `BadRequestError: ${message}`,
    '    at new BadRequestError ()',
    '    at ApolloServer.executeHTTPGraphQLRequest ()',
  ];
  return json(400, { errors: [{ message, extensions: { code: 'BAD_REQUEST', stacktrace } }] });
}

/** Starts the server; the Admin API is at `url` + `/admin-api`. */
export async function startVendure(options: VendureOptions): Promise<RunningServer> {
  const vendure = new Vendure(options);
  return serve(
    (request) => vendure.handle(request),
    () => json(500, { statusCode: 500, message: 'Internal server error' }),
    options.port,
  );
}

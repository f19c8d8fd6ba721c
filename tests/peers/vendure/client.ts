import { at, send, type Answer, type Json } from '../http.ts';

/** The URL of one of Vendure's two APIs; the port comes from up.sh. */
export const vendureUrl = (api: 'admin-api' | 'shop-api' = 'admin-api'): string =>
  `http://127.0.0.1:${process.env['VENDURE_PORT'] ?? '28020'}/${api}`;

/** Signs in and returns the bearer token. */
export async function signIn(): Promise<string> {
  const answer = await send(
    'POST',
    vendureUrl(),
    {},
    { query: 'mutation{login(username:"superadmin",password:"superadmin"){__typename}}' },
  );
  const token = answer.headers.get('vendure-auth-token');
  if (!token) throw new Error(`Vendure refused the login: ${answer.text}`);
  return token;
}

/** One request as it is; errors stay in the body. */
export const ask = (token: string, query: string, variables: Json = {}): Promise<Answer> =>
  send('POST', vendureUrl(), token ? { authorization: `Bearer ${token}` } : {}, { query, variables });

/** One request; throws GraphQL errors and returns the data. */
export async function call(token: string, query: string, variables: Json = {}): Promise<Json> {
  const answer = await ask(token, query, variables);
  if ((answer.body as { errors?: Json } | null)?.errors) throw new Error(answer.text.slice(0, 2000));
  return at(answer.body, 'data');
}

/** The paid orders of the shop: code, customer's e-mail, day (UTC), quantity of the first line and the total in cents. */
export async function placedOrders(): Promise<
  { code: string; email: string; day: string; quantity: number; totalCents: number }[]
> {
  const data = await call(
    await signIn(),
    '{orders(options:{take:100,filter:{state:{eq:"PaymentSettled"}}}){items{code orderPlacedAt totalWithTax customer{emailAddress} lines{quantity}}}}',
  );
  type Item = {
    code: string;
    orderPlacedAt: string;
    customer: { emailAddress: string };
    lines: { quantity: number }[];
    totalWithTax: number;
  };
  return (at(data, 'orders', 'items') as unknown as Item[]).map((order) => ({
    code: order.code,
    email: order.customer.emailAddress,
    day: order.orderPlacedAt.slice(0, 10),
    quantity: order.lines[0]?.quantity ?? 1,
    totalCents: order.totalWithTax,
  }));
}

/**
 * `npm run --silent client -- NAME [--phone E164] [--stranger ID] [--strange-order NUMBER]`: runs one worked client with
 * the token in GATEWAY_TOKEN against GATEWAY_URL. Exit code 1 where it got something that it must not, or could not work.
 */
import { parseArgs } from 'node:util';
import { agentDesk } from './agentDesk.ts';
import { chatbot } from './chatbot.ts';
import type { Client } from './client.ts';
import { distributor } from './distributor.ts';
import { connect } from './graphql.ts';
import { partnerPortal } from './partnerPortal.ts';

const CLIENTS: Readonly<Record<string, Client>> = { 'agent-desk': agentDesk, 'partner-portal': partnerPortal, chatbot, distributor };
const USAGE = `usage: GATEWAY_TOKEN=... [GATEWAY_URL=http://127.0.0.1:4000/graphql] npm run --silent client -- NAME [--phone E164] [--stranger ID] [--strange-order NUMBER]
clients: ${Object.keys(CLIENTS).join(' ')}`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      // Ada Lovelace of the sample company.
      phone: { type: 'string', default: '+441632960001' },
      stranger: { type: 'string', default: '00000000-0000-7000-8000-000000000001' },
      'strange-order': { type: 'string', default: '999999999' },
    },
  });
  const client = CLIENTS[positionals[0] ?? ''];
  const token = process.env.GATEWAY_TOKEN;
  if (!client || !token || positionals.length > 1) {
    console.error(USAGE);
    return 2;
  }
  const gateway = connect(process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000/graphql', token);
  const attempts = await client(gateway, {
    phone: values.phone, stranger: values.stranger, strangeOrder: values['strange-order'], say: (line) => console.log(line),
  });
  console.log('\nand what it must not get:');
  for (const { tried, refusal } of attempts) console.log(`  ${tried}: ${refusal ?? 'IT GOT IT'}`);
  return attempts.every(({ refusal }) => refusal !== null) ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error((error as Error).message);
    process.exitCode = 1;
  },
);

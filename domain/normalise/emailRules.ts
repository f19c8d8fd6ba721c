/** E-mail addresses as they are compared. What is stored, looked up and shown is always the address itself. */
import { bounded } from './bounds.ts';
import { normaliseEmail } from './email.ts';

/** One mail provider's own rules, which go before the general ones. */
export interface EmailProvider {
  /** Domains of the same mailboxes; the first one stands for all. */
  domains: readonly string[];
  /** Dots before the @ mean nothing. */
  ignoreDots: boolean;
  /** The sign that starts a tag before the @; null where tags are part of the address. */
  tagSign: string | null;
}

export interface EmailRules {
  /** For every other provider. */
  tagSign: string | null;
  providers: readonly EmailProvider[];
}

/** Tags with a plus (RFC 5233) are dropped everywhere; Google's mailboxes have two domains and no dots. */
export const DEFAULT_EMAIL_RULES: EmailRules = {
  tagSign: '+',
  providers: [{ domains: ['gmail.com', 'googlemail.com'], ignoreDots: true, tagSign: '+' }],
};

/** What configuration says of e-mails; its providers go before ours, so that it can change what holds for Google's. */
export interface EmailRuleSettings {
  tagSign?: string | null;
  providers?: readonly EmailProvider[];
}

/** The default rules with these changes. */
export function emailRulesOf({ tagSign, providers = [] }: EmailRuleSettings = {}): EmailRules {
  return { tagSign: tagSign === undefined ? DEFAULT_EMAIL_RULES.tagSign : tagSign, providers: [...providers, ...DEFAULT_EMAIL_RULES.providers] };
}

/** The domain as DNS has it: `münchen.example` and its xn-- form are one. */
function asciiDomain(domain: string): string {
  if (!/[^\p{ASCII}]/u.test(domain)) return domain;
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return domain;
  }
}

/** The address under these rules, for comparison only: lower case, without tag and meaningless dots. No address: folded text. */
export function comparableEmail(email: string, rules: EmailRules): string {
  const address = normaliseEmail(bounded(email)) ?? bounded(email).normalize('NFC').trim().toLowerCase();
  const at = address.lastIndexOf('@');
  if (at < 1) return address;
  const domain = asciiDomain(address.slice(at + 1));
  const provider = rules.providers.find(({ domains }) => domains.includes(domain));
  const tagSign = provider ? provider.tagSign : rules.tagSign;
  const tagAt = tagSign ? address.slice(0, at).indexOf(tagSign) : -1;
  // A mailbox that is nothing but a tag keeps it.
  const mailbox = tagAt > 0 ? address.slice(0, tagAt) : address.slice(0, at);
  const plain = provider?.ignoreDots ? mailbox.replaceAll('.', '') : mailbox;
  return `${plain || mailbox}@${provider?.domains[0] ?? domain}`;
}

/** Request Tracker's users, queues, tickets and transactions in memory. */
import type { Company } from '../people/model.ts';

/** A user; what was never set is absent, as null columns are in RT's answers. */
export interface User {
  id: number;
  Name: string;
  EmailAddress?: string;
  RealName?: string;
  MobilePhone?: string;
  Organization?: string;
  City?: string;
  Lang?: string;
  Country?: string;
  Privileged: boolean;
  Disabled: boolean;
  /** Unix milliseconds, whole seconds. */
  CreatedMs: number;
  LastUpdatedMs: number;
  /** Values by custom field name. */
  customFields: Record<string, string>;
}

export interface Transaction {
  id: number;
  Type: string;
  CreatedMs: number;
  Creator: string;
  OldValue: string;
  NewValue: string;
}

export interface Ticket {
  id: number;
  Queue: number;
  Subject: string;
  Status: string;
  Priority: number;
  Owner: string;
  /** User ids. */
  Requestor: number[];
  Cc: number[];
  CreatedMs: number;
  LastUpdatedMs: number;
  StartedMs: number;
  ResolvedMs: number;
  ToldMs: number;
  customFields: Record<string, string>;
  transactions: Transaction[];
}

export interface Queue {
  id: number;
  Name: string;
  Description: string;
}

export interface CustomField {
  id: number;
  name: string;
  on: 'user' | 'ticket';
  /** Name of the only queue that has it; null is global. */
  queue: string | null;
}

/** Declared as `peers/rt/customfields.sh` declares them. */
export const customFields: readonly CustomField[] = [
  { id: 2, name: 'Phone', on: 'user', queue: null },
  { id: 3, name: 'BirthDate', on: 'user', queue: null },
  { id: 4, name: 'CustomerCode', on: 'ticket', queue: null },
  { id: 5, name: 'CallStart', on: 'ticket', queue: 'Calls' },
  { id: 6, name: 'CallSeconds', on: 'ticket', queue: 'Calls' },
  { id: 7, name: 'CallDirection', on: 'ticket', queue: 'Calls' },
  { id: 8, name: 'CallAgent', on: 'ticket', queue: 'Calls' },
  { id: 9, name: 'CallNumber', on: 'ticket', queue: 'Calls' },
];

/** Name or address taken; the message is RT's. */
export class Conflict extends Error {}

const FIRST_CUSTOMER_ID = 31;

export class RtStore {
  readonly users = new Map<number, User>();
  readonly tickets = new Map<number, Ticket>();
  readonly queues = new Map<number, Queue>();
  private readonly userByName = new Map<string, number>();
  private readonly userByEmail = new Map<string, number>();
  private readonly ticketsByRequestor = new Map<number, Set<number>>();
  private readonly ticketsByCustomField = new Map<string, Set<number>>();
  private lastTransactionId = 39;
  private lastUserId = FIRST_CUSTOMER_ID - 1;

  constructor(company: Company) {
    const installedMs = company.nowMs - 1000 * 86_400_000;
    const system = (id: number, Name: string, RealName: string, EmailAddress?: string): void => {
      this.addUser({
        id,
        Name,
        RealName,
        ...(EmailAddress ? { EmailAddress } : {}),
        Privileged: Name === 'root',
        Disabled: false,
        CreatedMs: installedMs,
        LastUpdatedMs: installedMs,
        customFields: {},
      });
    };
    system(1, 'RT_System', 'The RT System itself');
    system(6, 'Nobody', 'Nobody in particular');
    system(14, 'root', 'Enoch Root', 'root@localhost');
    for (const [id, Name, Description] of [
      [1, 'General', 'The default queue'],
      [3, 'Complaints', 'Complaints'],
      [4, 'Calls', 'Call log'],
    ] as const) {
      this.queues.set(id, { id, Name, Description });
    }
    this.load(company);
  }

  private load(company: Company): void {
    const second = (ms: number): number => Math.floor(ms / 1000) * 1000;
    for (const user of company.deskUsers) {
      this.addUser({
        id: (this.lastUserId += 1),
        Name: user.name,
        ...(user.email ? { EmailAddress: user.email } : {}),
        RealName: user.realName,
        ...(user.mobilePhone ? { MobilePhone: user.mobilePhone } : {}),
        ...(user.organization ? { Organization: user.organization } : {}),
        City: user.city,
        Lang: user.lang,
        Privileged: false,
        Disabled: false,
        CreatedMs: second(user.createdAtMs),
        LastUpdatedMs: second(user.updatedAtMs ?? user.createdAtMs),
        customFields: {
          ...(user.phone ? { Phone: user.phone } : {}),
          ...(user.birthDate ? { BirthDate: user.birthDate } : {}),
        },
      });
    }
    for (const ticket of company.tickets) {
      const queue = [...this.queues.values()].find(({ Name }) => Name === ticket.queue)!;
      const resolved = ticket.status === 'resolved' || ticket.status === 'rejected';
      const added = this.addTicket({
        id: ticket.id,
        Queue: queue.id,
        Subject: ticket.subject,
        Status: ticket.status,
        Priority: ticket.priority,
        Owner: 'Nobody',
        Requestor: [this.userByName.get(ticket.requestor.toLowerCase())!],
        Cc: [],
        CreatedMs: ticket.createdAtMs,
        LastUpdatedMs: ticket.updatedAtMs,
        StartedMs: ticket.status === 'new' ? 0 : ticket.createdAtMs,
        ResolvedMs: resolved ? ticket.updatedAtMs : 0,
        ToldMs: 0,
        customFields: { ...ticket.customFields },
        transactions: [],
      });
      this.record(added, 'Create', ticket.createdAtMs);
      if (ticket.status !== 'new' && ticket.queue !== 'Calls')
        this.record(added, 'Status', ticket.updatedAtMs, { OldValue: 'new', NewValue: ticket.status });
    }
  }

  /** Throws Conflict when name or address is taken. */
  addUser(user: User): User {
    if (this.userByName.has(user.Name.toLowerCase())) throw new Conflict('Name in use');
    if (user.EmailAddress && this.userByEmail.has(user.EmailAddress.toLowerCase()))
      throw new Conflict('Email address in use');
    this.users.set(user.id, user);
    this.lastUserId = Math.max(this.lastUserId, user.id);
    this.userByName.set(user.Name.toLowerCase(), user.id);
    if (user.EmailAddress) this.userByEmail.set(user.EmailAddress.toLowerCase(), user.id);
    return user;
  }

  nextUserId(): number {
    return this.lastUserId + 1;
  }

  /** By number, name or (as RT's Load does for a name with an @) address. */
  findUser(idOrName: string): User | undefined {
    if (/^\d+$/.test(idOrName)) return this.users.get(Number(idOrName));
    const id = this.userByName.get(idOrName.toLowerCase()) ?? this.userByEmail.get(idOrName.toLowerCase());
    return id === undefined ? undefined : this.users.get(id);
  }

  /** Changes name or address and keeps the look-ups right. */
  renameUser(user: User, field: 'Name' | 'EmailAddress', value: string): void {
    const index = field === 'Name' ? this.userByName : this.userByEmail;
    const taken = index.get(value.toLowerCase());
    if (taken !== undefined && taken !== user.id)
      throw new Conflict(field === 'Name' ? 'Name in use' : 'Email address in use');
    if (user[field]) index.delete(user[field].toLowerCase());
    user[field] = value;
    if (value) index.set(value.toLowerCase(), user.id);
  }

  userIdByEmail(email: string): number | undefined {
    return this.userByEmail.get(email.toLowerCase());
  }

  findQueue(idOrName: string): Queue | undefined {
    return (
      this.queues.get(Number(idOrName)) ??
      [...this.queues.values()].find(({ Name }) => Name.toLowerCase() === idOrName.toLowerCase())
    );
  }

  addQueue(Name: string, Description: string): Queue {
    const queue = { id: Math.max(...this.queues.keys()) + 1, Name, Description };
    this.queues.set(queue.id, queue);
    return queue;
  }

  nextTicketId(): number {
    return this.tickets.size === 0 ? 1 : Math.max(...this.tickets.keys()) + 1;
  }

  addTicket(ticket: Ticket): Ticket {
    this.tickets.set(ticket.id, ticket);
    for (const id of ticket.Requestor) this.requestorSet(id).add(ticket.id);
    for (const [name, value] of Object.entries(ticket.customFields)) this.fieldSet(name, value).add(ticket.id);
    return ticket;
  }

  setTicketField(ticket: Ticket, name: string, value: string | null): void {
    const old = ticket.customFields[name];
    if (old !== undefined) this.fieldSet(name, old).delete(ticket.id);
    if (value === null) delete ticket.customFields[name];
    else {
      ticket.customFields[name] = value;
      this.fieldSet(name, value).add(ticket.id);
    }
  }

  setRequestors(ticket: Ticket, ids: number[]): void {
    for (const id of ticket.Requestor) this.requestorSet(id).delete(ticket.id);
    ticket.Requestor = ids;
    for (const id of ids) this.requestorSet(id).add(ticket.id);
  }

  ticketIdsOfRequestor(userId: number): ReadonlySet<number> {
    return this.requestorSet(userId);
  }

  ticketIdsOfField(name: string, value: string): ReadonlySet<number> {
    return this.fieldSet(name, value);
  }

  /** Adds a transaction and, unless told not to, nothing else: callers move the stamps. */
  record(ticket: Ticket, Type: string, CreatedMs: number, values: Partial<Transaction> = {}): Transaction {
    const transaction = {
      id: (this.lastTransactionId += 1),
      Type,
      CreatedMs,
      Creator: 'root',
      OldValue: '',
      NewValue: '',
      ...values,
    };
    ticket.transactions.push(transaction);
    return transaction;
  }

  customFieldsOf(ticket: Ticket): CustomField[] {
    const queue = this.queues.get(ticket.Queue)?.Name;
    return customFields.filter((field) => field.on === 'ticket' && (field.queue === null || field.queue === queue));
  }

  private requestorSet(id: number): Set<number> {
    let set = this.ticketsByRequestor.get(id);
    if (!set) this.ticketsByRequestor.set(id, (set = new Set()));
    return set;
  }

  private fieldSet(name: string, value: string): Set<number> {
    const key = `${name}\0${value.toLowerCase()}`;
    let set = this.ticketsByCustomField.get(key);
    if (!set) this.ticketsByCustomField.set(key, (set = new Set()));
    return set;
  }
}

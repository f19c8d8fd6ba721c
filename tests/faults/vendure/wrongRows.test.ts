import { describeFault } from '../support/describeFault.ts';

describeFault('vendure', 'wrongRows', [
  {
    play: 'otherRows',
    lastKnown: {
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [{ value: 'GB123456782' }],
          loyaltyIds: [],
          account: 'C-1001',
          orders: {
            edges: [
              { node: { number: '20', total: { amount: '239.88' }, views: [{ system: 'tryton', number: '20' }] } },
              { node: { number: '15', total: { amount: '1131.24' }, views: [{ system: 'tryton', number: '15' }] } },
            ],
          },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: { action: 'OPENED', campaign: 'Your coffee calendar' } }] },
          subscriptions: [{ topic: 'Marketing', status: 'SUBSCRIBED' }, { topic: 'Weekly deals', status: 'SUBSCRIBED' }],
          sources: [
            { system: 'tryton', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'GONE', reason: null, fetchedAt: null },
            { system: 'ghost', status: 'OK', reason: null, fetchedAt: 'now' },
          ],
        },
      },
    },
    live: {
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [{ value: 'GB123456782' }],
          loyaltyIds: [],
          account: 'C-1001',
          orders: {
            edges: [
              { node: { number: '20', total: { amount: '239.88' }, views: [{ system: 'tryton', number: '20' }] } },
              { node: { number: '15', total: { amount: '1131.24' }, views: [{ system: 'tryton', number: '15' }] } },
            ],
          },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: { action: 'OPENED', campaign: 'Your coffee calendar' } }] },
          subscriptions: [{ topic: 'Marketing', status: 'SUBSCRIBED' }, { topic: 'Weekly deals', status: 'SUBSCRIBED' }],
          sources: [
            { system: 'tryton', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'GONE', reason: null, fetchedAt: null },
            { system: 'ghost', status: 'OK', reason: null, fetchedAt: 'now' },
          ],
        },
      },
    },
  },
  {
    play: 'otherValues',
    lastKnown: {
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [{ value: 'GB123456782' }],
          loyaltyIds: [],
          account: 'C-1001',
          orders: {
            edges: [
              { node: { number: '20', total: { amount: '239.88' }, views: [{ system: 'tryton', number: '20' }] } },
              { node: { number: '15', total: { amount: '1131.24' }, views: [{ system: 'tryton', number: '15' }] } },
            ],
          },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: { action: 'OPENED', campaign: 'Your coffee calendar' } }] },
          subscriptions: [{ topic: 'Marketing', status: 'SUBSCRIBED' }, { topic: 'Weekly deals', status: 'SUBSCRIBED' }],
          sources: [
            { system: 'tryton', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'RELINKING', reason: null, fetchedAt: null },
            { system: 'ghost', status: 'OK', reason: null, fetchedAt: 'now' },
          ],
        },
      },
    },
    live: {
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [{ value: 'GB123456782' }],
          loyaltyIds: [],
          account: 'C-1001',
          orders: {
            edges: [
              { node: { number: '20', total: { amount: '239.88' }, views: [{ system: 'tryton', number: '20' }] } },
              { node: { number: '15', total: { amount: '1131.24' }, views: [{ system: 'tryton', number: '15' }] } },
            ],
          },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: { action: 'OPENED', campaign: 'Your coffee calendar' } }] },
          subscriptions: [{ topic: 'Marketing', status: 'SUBSCRIBED' }, { topic: 'Weekly deals', status: 'SUBSCRIBED' }],
          sources: [
            { system: 'tryton', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'RELINKING', reason: null, fetchedAt: null },
            { system: 'ghost', status: 'OK', reason: null, fetchedAt: 'now' },
          ],
        },
      },
    },
  },
]);
